#include "web/export.h"

#include <chrono>
#include <expected>

#include "desk/hours.h"
#include "desk/worklist.h"
#include "web/csv.h"
#include "web/export_rows.h"
#include "web/messages_filter.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web::exports {
namespace {

struct Format {
  std::string_view name, type, begin;
  std::int64_t most;
  std::string (*line)(Context&, const index::Row&);
};
constexpr Format kFormats[] = {
    {"csv", kCsvType, kCsvMark, 50'000, csv_row},
    {"jsonl", "application/x-ndjson", "", 10'000, json_row}};

constexpr std::size_t kMostBytes = 64 * 1024 * 1024;
// A handler is ended after 20 s.
constexpr std::chrono::seconds kPatience{14};

const Format* format_of(const http::Form& form) {
  const std::string name = form.field("format").value_or("csv");
  for (const Format& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

http::Response too_much(Context& context, std::string_view words) {
  return page_failure(context, 422, words);
}

constexpr char kInPieces[] =
    " Export them in pieces, by month for instance, with the dates of the "
    "filter.";

std::string too_many_words(const Format& format) {
  return "More than " + grouped(format.most) +
         " conversations do not go into one file." + kInPieces;
}

std::string too_big_words() {
  return "These conversations are more than the " +
         std::to_string(kMostBytes / 1024 / 1024) +
         " MiB that go into one file." + kInPieces;
}

std::string too_slow_words() {
  return "These conversations could not be read within " +
         std::to_string(kPatience.count()) + " seconds." + kInPieces;
}

// Everything, or the words that say why it is too much.
std::expected<std::string, std::string> body_of(Context& context, const Format& format,
                                   const messages::Wish& wish,
                                   std::int64_t& count) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  std::string body(format.begin);
  if (format.name == "csv") body += csv_head();
  std::string refusal;
  const auto is_in_time = [&] {
    if (std::chrono::steady_clock::now() >= end) refusal = too_slow_words();
    return refusal.empty();
  };
  context.desk.listing.walk(
      wish.filter, wish.order,
      [&](const index::Row& row) {
        body += format.line(context, row);
        if (++count > format.most)
          refusal = too_many_words(format);
        else if (body.size() > kMostBytes)
          refusal = too_big_words();
        return refusal.empty() && is_in_time();
      },
      is_in_time);
  if (!refusal.empty()) return std::unexpected(refusal);
  return body;
}

// No text that anybody wrote: the fields by their names.
void note_export(Context& context, const Format& format,
                 const messages::Asked& asked, std::int64_t count) {
  std::string detail = std::string(format.name) + ", " +
                       std::to_string(count) + " conversations";
  std::string names;
  for (const messages::Field& field : messages::narrowing(asked)) {
    names += (names.empty() ? "; filtered by " : " ") + std::string(field.name);
  }
  note_event(context, "sensitive_export", detail + names);
}

std::string file_name(Context& context, const Format& format) {
  desk::use_zone(context.desk.settings.now().time_zone);
  return "support-messages-" + desk::local_day(context.desk.now()) + "." +
         std::string(format.name);
}

}  // namespace

http::Response get(Context& context) {
  const auto form = http::Form::parse(context.request.query);
  if (!form) return refuse(context, form.error());
  const Format* format = format_of(*form);
  if (!format) return too_much(context, "The format is csv or jsonl.");
  const messages::Wish wish =
      messages::wish_of(context.desk, context.person, *form);
  if (!wish.errors.empty()) {
    return too_much(context, wish.errors.front().message);
  }
  if (!context.desk.listing.ready()) {
    return refuse(context, {.reason = base::Reason::busy});
  }
  index::PageWish one;
  one.limit = 1;
  const auto first = context.desk.listing.page(wish.filter, wish.order, one);
  if (first.gave_up) {
    return too_much(context,
                    "Too many messages hold these words to find them all. "
                    "Look for a rarer word, or within fewer days.");
  }
  if (first.total > format->most) {
    return too_much(context, too_many_words(*format));
  }
  std::int64_t count = 0;
  auto body = body_of(context, *format, wish, count);
  if (!body) return too_much(context, body.error());
  note_export(context, *format, wish.asked, count);
  http::Response answer(200);
  answer.set("Content-Type", format->type);
  answer.set("Content-Disposition",
             http::content_disposition(true, file_name(context, *format)));
  answer.set_body(std::move(*body));
  return answer;
}

}  // namespace support::web::exports
