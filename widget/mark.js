// How many messages are unread, before the page's own title while nobody
// looks.  A node of ours: taken out, the title is as the page made it.
const number = new Text();

export function mark(n) {
  const title = document.querySelector('head title');
  // A page that wrote its title anew may have read ours.
  if (number.isConnected) number.remove();
  else if (number.data && title?.text.startsWith(number.data)) {
    title.text = title.text.slice(number.length);
  }
  number.data = n ? `(${n}) ` : '';
  if (n) title?.prepend(number);
}
