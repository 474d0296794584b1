#include "web/transcript.h"

#include "base/text.h"
#include "desk/conversation.h"
#include "desk/hours.h"
#include "desk/worklist.h"
#include "store/conversations.h"
#include "store/files.h"
#include "web/words.h"

namespace support::web {
namespace {

using store::Kind;
using store::Record;

constexpr std::string_view kIndent = "    ";

struct Transcript {
  desk::Desk& desk;
  const store::ConversationId& id;
  bool as_staff;
  std::string customer = {};  // the name that they go by
  std::string day = {};       // of the last line
  std::string text = {};
};

// Agents who are no more speak for the shop.
std::string name_of(const Transcript& to, std::string_view by) {
  const std::string name = desk::shown_name(to.desk, by, to.customer);
  return name.empty() ? to.desk.settings.now().shop_name : name;
}

// Customers who gave no name read about themselves.
std::string customer_of(const Transcript& to, const Record& opening) {
  const std::string name = opening.field("name");
  if (!name.empty()) return name;
  return to.as_staff ? desk::guest_name(to.id.text()) : "You";
}

// Without what a terminal takes for a command, or an editor for a new line.
std::string harmless(std::string_view line) {
  std::string plain;
  while (!line.empty()) {
    const auto point = base::first_code_point(line);
    const bool breaks = point.value == U'\u2028' || point.value == U'\u2029';
    const bool is_tab = point.value == U'\t';
    if (breaks || is_tab) {
      plain += ' ';
    } else if (!base::is_control(point.value)) {
      plain += line.substr(0, point.bytes);
    }
    line.remove_prefix(point.bytes);
  }
  return plain;
}

std::string indented(std::string_view text) {
  const std::string plain = plain_lines(text);
  std::string lines;
  for (const std::string_view line : base::split(plain, '\n')) {
    const std::string words = harmless(line);
    if (!words.empty()) lines.append(kIndent).append(words);
    lines += '\n';
  }
  return lines;
}

std::string status_words(const Transcript& to, const Record& record) {
  const std::string status = record.field("to");
  const std::string name = name_of(to, record.by);
  if (status == "closed") return name + " closed this chat.";
  return to.as_staff ? name + " set the chat to " + status + "." : "";
}

std::string assign_words(const Transcript& to, const Record& record) {
  const std::string login = record.field("to");
  if (!login.empty()) return name_of(to, "a:" + login) + " has joined the chat.";
  return to.as_staff ? "Nobody has the chat." : "";
}

std::string file_words(const Transcript& to, const Record& record) {
  const store::StoredFile file = store::file_in(record);
  return name_of(to, record.by) + " sent a file: " + file.name + " (" +
         size_text(file.bytes) + ")";
}

std::string rating_words(const Transcript& to, const Record& record) {
  return name_of(to, record.by) + " rated the chat " +
         std::to_string(record.number("value")) + " of 5.";
}

// The line of a record; "" for what is not told.
std::string line_of(const Transcript& to, const Record& record) {
  switch (record.kind) {
    case Kind::message: return name_of(to, record.by);
    case Kind::note: return name_of(to, record.by) + " (internal note)";
    case Kind::file: return file_words(to, record);
    case Kind::status: return status_words(to, record);
    case Kind::assign: return assign_words(to, record);
    case Kind::rating: return rating_words(to, record);
    case Kind::voided: return "A message was removed.";
    default: return "";
  }
}

void begin_day(Transcript& to, base::Time time) {
  const std::string day = desk::local_day(time);
  if (day == to.day) return;
  to.day = day;
  to.text += "\n" + full_day(day) + "\n";
}

void add(Transcript& to, const Record& record) {
  if (record.kind == Kind::open) to.customer = customer_of(to, record);
  if (!to.as_staff && !desk::customer_may_see(record)) return;
  const std::string line = line_of(to, record);
  if (line.empty()) return;
  begin_day(to, record.t);
  to.text += "\n" + desk::local_time(record.t) + "  " + line + "\n";
  if (!record.text().empty()) to.text += indented(record.text());
}

}  // namespace

std::string transcript_text(desk::Desk& desk, const store::ConversationId& id,
                            bool as_staff) {
  const store::Settings& settings = desk.settings.now();
  desk::use_zone(settings.time_zone);
  Transcript transcript{desk, id, as_staff};
  transcript.text = settings.shop_name + ", conversation " + id.text() +
                    "\nTimes are in the zone " + settings.time_zone + ".\n";
  desk.conversations.walk(id, 0, [&](store::Entry&& entry) {
    add(transcript, entry.record);
    return true;
  });
  return std::move(transcript.text);
}

}  // namespace support::web
