// A page of a shop made up here, on any origin, with the script line on it.
import { createServer } from 'node:http';
import { Shopper } from './shopper.mjs';

export const source = (instance) =>
  `${instance.origin}/support/static/js/chat-widget.js`;

const attributesOf = (attributes) => Object.entries(attributes)
  .map(([name, value]) => ` data-${name}="${value}"`).join('');

// head and body: markup before the line, and of the body.
const markup = (instance, { attributes = {}, head = '', body = '' }) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>A shop</title>${head}
<script defer src="${source(instance)}"${attributesOf(attributes)}></script>
</head><body>${body}</body></html>`;

// A shop's own server, which has that one page.  What a test puts in its place
// by itself may, for the browser, not speak to this machine.
export class Shop {
  static async open() {
    const shop = new this();
    shop.server = createServer((request, response) => {
      response.writeHead(200, { 'content-type': 'text/html', ...shop.headers });
      response.end(shop.page);
    });
    await new Promise((done) => shop.server.listen(0, '127.0.0.1', done));
    shop.origin = `http://127.0.0.1:${shop.server.address().port}`;
    return shop;
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export class Passer extends Shopper {
  // made: a Shop, where the page is not to be the support's own.
  static async come(browser, instance, made) {
    const one = await super.come(browser, instance, { at: made?.origin });
    return Object.assign(one, { made });
  }

  // Comes to the page, which is made anew; what they had in storage is kept.
  async visit(path = '/made-up/', { headers = {}, wait, ...page } = {}) {
    const url = this.shop + path;
    const body = markup(this.instance, page);
    if (this.made) Object.assign(this.made, { headers, page: body });
    await this.context.unroute(url);
    if (!this.made) {
      await this.context.route(url, (route) =>
        route.fulfill({ contentType: 'text/html', headers, body }));
    }
    this.calls.length = 0;
    await this.page.goto(url, { waitUntil: wait });
  }

  // What the page's own script may say to the widget.
  call(name, ...values) {
    return this.page.evaluate(([method, list]) => {
      window.SupportChat[method](...list);
    }, [name, values]);
  }

  // Takes the widget away, and runs another line on the same page.
  another(attributes = {}) {
    return this.page.evaluate(([src, list]) => new Promise((done) => {
      window.SupportChat?.destroy();
      const line = document.createElement('script');
      for (const [name, value] of list) line.setAttribute('data-' + name, value);
      document.addEventListener('supportchat:ready', () => {
        const { shadowRoot } = document.querySelector('bookshop-chat');
        shadowRoot.querySelector('link').addEventListener('load', done);
      }, { once: true });
      line.src = src;
      document.head.append(line);
    }), [source(this.instance), Object.entries(attributes)]);
  }
}
