#include "index/row.h"

#include "base/text.h"
#include "index/place.h"

namespace support::index {
namespace {

// A tag is one line, so a newline divides them.
std::string joined(const std::vector<std::string>& tags) {
  std::string text;
  for (const std::string& tag : tags) {
    if (!text.empty()) text += '\n';
    text += tag;
  }
  return text;
}

std::vector<std::string> divided(const std::string& text) {
  std::vector<std::string> tags;
  if (text.empty()) return tags;
  for (const std::string_view tag : base::split(text, '\n'))
    tags.emplace_back(tag);
  return tags;
}

}  // namespace

const char kRowColumns[] =
    "id, customer, name, email, verified, status, assignee, started, last, "
    "last_by, preview, awaiting, waiting_since, unread, messages, closed, tags, "
    "has_file";

Row read_row(const Statement& from) {
  Row row;
  row.id = from.text(0);
  row.customer = from.text(1);
  row.name = from.text(2);
  row.email = from.text(3);
  row.verified = from.number(4) != 0;
  row.status = from.text(5);
  row.assignee = from.text(6);
  row.started = time_of(from.number(7));
  row.last = time_of(from.number(8));
  row.last_by = from.text(9);
  row.preview = from.text(10);
  row.awaiting = from.number(11) != 0;
  row.waiting_since = time_of(from.number(12));
  row.unread = from.number(13);
  row.messages = from.number(14);
  row.closed = time_of(from.number(15));
  row.tags = divided(from.text(16));
  row.has_file = from.number(17) != 0;
  return row;
}

void bind_row(Statement& to, const Row& row) {
  to.bind(1, row.id).bind(2, row.customer).bind(3, row.name);
  to.bind(4, row.email).bind(5, std::int64_t{row.verified});
  to.bind(6, row.status).bind(7, row.assignee);
  to.bind(8, ms_of(row.started)).bind(9, ms_of(row.last));
  to.bind(10, row.last_by).bind(11, row.preview);
  to.bind(12, std::int64_t{row.awaiting}).bind(13, ms_of(row.waiting_since));
  to.bind(14, row.unread).bind(15, row.messages).bind(16, ms_of(row.closed));
  to.bind(17, joined(row.tags)).bind(18, std::int64_t{row.has_file});
}

}  // namespace support::index
