// A page of a shop made up here, on any origin, with the script line on it.
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

export class Passer extends Shopper {
  // Comes to the page, which is made anew; what they had in storage is kept.
  async visit(path = '/made-up/', { headers = {}, ...page } = {}) {
    const url = this.shop + path;
    await this.context.unroute(url);
    await this.context.route(url, (route) => route.fulfill({
      contentType: 'text/html', headers, body: markup(this.instance, page) }));
    this.calls.length = 0;
    await this.page.goto(url);
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
