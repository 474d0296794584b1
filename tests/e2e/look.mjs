// How it looks: every page and every state of the widget is accessible, light
// and dark, and fits the window.  The pictures are in BUILD/screenshots.
import { Instance } from '../web/instance.mjs';
import { Visitor } from './browser.mjs';
import { inspect, inspectWidget } from './inspect.mjs';
import { aPast } from './past.mjs';
import { pagesOfShop } from './look_shop.mjs';
import { emptyPages, fullPages } from './look_staff.mjs';
import { widgetStates } from './look_widget.mjs';

// A photograph of sorts, as a PNG.
export async function picture(visitor) {
  const url = await visitor.page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 420];
    const pen = canvas.getContext('2d');
    const fill = (colour, ...box) => {
      pen.fillStyle = colour;
      pen.fillRect(...box);
    };
    fill('#cfc6b4', 0, 0, 640, 420);
    fill('#2d5a4c', 130, 60, 380, 320);
    fill('#efe9dc', 150, 80, 340, 280);
    pen.fillStyle = '#cfc6b4';
    pen.moveTo(400, 60);
    pen.lineTo(520, 60);
    pen.lineTo(520, 170);
    pen.fill();
    return canvas.toDataURL('image/png');
  });
  return Buffer.from(url.split(',')[1], 'base64');
}

export default async function (suite, browser) {
  const instance = await Instance.start({ clock: true });
  const visitors = [];
  const come = async (kind, options) => {
    visitors.push(await kind.come(browser, instance, options));
    return visitors.at(-1);
  };
  const look = (page, name, options) => inspect(suite, page, name, options);
  try {
    await emptyPages(come, look);
    const past = await aPast(instance, await picture(await come(Visitor)));
    await pagesOfShop(come, look);
    await fullPages(come, look, past);
    await widgetStates(come, (page, name) =>
      inspectWidget(suite, page, name), past);
  } finally {
    for (const visitor of visitors) await visitor.leave();
    await instance.stop();
  }
}
