// The wire between one browser and the machine: a proxy that lets everything
// through, and can be told to break in the middle of the next upload.
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

  // Resolves when it broke.
  breakHalfWay() {
    return new Promise((done) => { this.broke = done; });
  }

  carry(asked, told) {
    const { method, url, headers } = asked;
    const onward = open(url, { method, headers, agent: false }, (answer) => {
      told.writeHead(answer.statusCode, answer.headers);
      answer.pipe(told);
    }).on('error', () => told.destroy());
    if (this.broke && url.endsWith('/upload/')) this.tear(asked, onward);
    asked.pipe(onward);
  }

  tear(asked, onward) {
    let left = asked.headers['content-length'] / 2;
    asked.on('data', ({ length }) => {
      left -= length;
      if (left > 0 || !this.broke) return;
      asked.unpipe(onward);
      asked.socket.destroy();
      onward.destroy();
      this.broke();
      this.broke = null;
    });
  }
}
