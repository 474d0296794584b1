// The wire between one browser and the machine: a proxy that lets everything
// through.  It can keep one upload from the server, or break at each until it is
// mended: in the middle of it, or when it is stored and its answer on the way
// back.
import { createServer, request as open } from 'node:http';

export class Wire {
  // The browser's context takes it as `proxy`.
  static async lay() {
    const wire = new Wire();
    wire.server = createServer((...both) => wire.carry(...both));
    await new Promise((done) => wire.server.listen(0, '127.0.0.1', done));
    wire.proxy = { server: `http://127.0.0.1:${wire.server.address().port}` };
    return wire;
  }

  async cut() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  // Resolves when it broke for the first time.
  breakHalfWay() { return this.until('half way'); }
  breakOnTheWayBack() { return this.until('back'); }

  until(where) {
    return new Promise((done) => { this.breaks = { [where]: done }; });
  }

  // The next upload is taken from the browser, and not passed on.
  keepNext() { this.breaks = { kept: true }; }
  mend() { this.breaks = {}; }

  breaks = {};

  carry(asked, told) {
    const { method, url, headers } = asked;
    const breaks = url.endsWith('/upload/') ? this.breaks : {};
    if (breaks.kept) {
      this.mend();
      asked.on('error', () => {});
      return void asked.resume();
    }
    const onward = open(url, { method, headers, agent: false }, (answer) => {
      if (breaks.back) {
        told.destroy();
        return breaks.back();
      }
      told.writeHead(answer.statusCode, answer.headers);
      answer.pipe(told);
    }).on('error', () => told.destroy());
    let left = headers['content-length'] / 2;
    asked.on('data', ({ length }) => {
      left -= length;
      if (left > 0 || !breaks['half way']) return;
      asked.unpipe(onward);
      asked.socket.destroy();
      onward.destroy();
      breaks['half way']();
    });
    asked.pipe(onward);
  }
}
