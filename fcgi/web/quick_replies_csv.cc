// Quick replies as CSV, out and in; see quick_replies.h.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "web/admin_page.h"
#include "web/csv.h"
#include "web/forms.h"
#include "web/page.h"
#include "web/quick_page.h"
#include "web/quick_replies.h"

namespace support::web::quick {
namespace {

using Errors = std::vector<store::FieldError>;
using store::QuickReply;

constexpr std::size_t kMostBytes = 2 * 1024 * 1024;
constexpr std::size_t kMostTold = 20;  // errors on one page
const std::vector<std::string> kHead = {"shortcut", "title", "text", "owner"};

std::string row_words(std::size_t line, const std::string& what) {
  return "Line " + std::to_string(line) + ": " + what;
}

// Rows as quick replies.  The first row names the columns and may be absent.
class Import {
 public:
  Import(const Context& context, std::string owner)
      : context_(context), owner_(std::move(owner)) {}

  void take(const CsvRow& row) {
    if (row.cells.size() < 3 || row.cells.size() > 4) {
      fail(row, "has " + std::to_string(row.cells.size()) +
                    " cells; shortcut, title, text and, if you like, owner "
                    "are wanted");
      return;
    }
    QuickReply reply;
    reply.shortcut = row.cells[0];
    reply.title = row.cells[1];
    reply.text = row.cells[2];
    reply.owner = owner_;
    if (row.cells.size() == 4 && !row.cells[3].empty()) {
      const auto owner = owner_in(context_, row.cells[3]);
      if (!owner) {
        fail(row, row.cells[3] == "shared"
                      ? "only administrators change shared quick replies"
                      : "the owner is “own” or “shared”");
        return;
      }
      reply.owner = *owner;
    }
    for (const store::FieldError& error : store::check(reply)) {
      fail(row, error.field + ": " + error.message);
    }
    if (!seen_.insert(reply.owner + "/" + reply.shortcut).second) {
      fail(row, "this shortcut stood further up already");
    }
    replies.push_back(std::move(reply));
  }

  std::vector<QuickReply> replies;
  Errors errors;

 private:
  void fail(const CsvRow& row, const std::string& what) {
    errors.push_back({"file", row_words(row.line, what)});
  }

  const Context& context_;
  std::string owner_;
  std::set<std::string> seen_;
};

bool is_head(const CsvRow& row) {
  return row.cells.size() >= 3 && std::equal(row.cells.begin(),
                                             row.cells.begin() + 3,
                                             kHead.begin());
}

http::Response not_imported(Context& context, Errors errors) {
  const std::size_t more =
      errors.size() > kMostTold ? errors.size() - kMostTold : 0;
  if (more > 0) {
    errors.resize(kMostTold);
    errors.push_back({"file", "and " + std::to_string(more) + " more"});
  }
  QuickReply fresh;
  fresh.owner = context.person.login;
  Data data = list_page(context, fresh);
  set_errors(data, "Nothing was taken from the file", errors);
  return show(context, "quick_replies", data, 422);
}

http::Response store_all(Context& context, const Import& import) {
  const auto done = context.desk.quick_replies.import(import.replies);
  if (!done && done.error().reason == base::Reason::bad_request) {
    return not_imported(context, {{"file", "Together with those that are "
                                           "there these are too many"}});
  }
  if (!done) return page_refusal(context, done.error());
  note_event(context, "quick_replies_imported",
             std::to_string(import.replies.size()));
  return http::Response::see_other(std::string(kQuickReplies) +
                                   "?done=import");
}

}  // namespace

http::Response export_csv(Context& context) {
  const bool shared = context.request.parameter("whose") == "shared";
  std::string body(kCsvMark);
  body += csv_line(kHead);
  for (const QuickReply& reply : context.desk.quick_replies.all()) {
    if (reply.owner.empty() != shared || !may_see(context, reply)) continue;
    body += csv_line({reply.shortcut, reply.title, reply.text,
                      shared ? "shared" : "own"});
  }
  http::Response answer(200);
  answer.set("Content-Type", kCsvType);
  answer.set("Content-Disposition",
             http::content_disposition(
                 true, shared ? "quick-replies-shared.csv"
                              : "quick-replies-own.csv"));
  answer.set_body(std::move(body));
  return answer;
}

http::Response import_csv(Context& context) {
  const auto posted = checked_import(context, kMostBytes);
  if (!posted && posted.error().reason == base::Reason::too_large) {
    return not_imported(context, {{"file", "The file has over 2 MB"}});
  }
  if (!posted) return page_refusal(context, posted.error());
  const auto owner = owner_in(context, posted->form.text("owner"));
  if (!owner) return page_refusal(context, {base::Reason::forbidden});
  if (!posted->bytes) {
    return not_imported(context, {{"file", "Choose a file first"}});
  }
  const auto rows = csv_rows(*posted->bytes, store::kMostQuickReplies + 1);
  if (!rows) {
    return not_imported(context, {{"file", row_words(rows.error().line,
                                                     rows.error().message)}});
  }
  Import import(context, *owner);
  for (const CsvRow& row : *rows) {
    if (&row != &rows->front() || !is_head(row)) import.take(row);
  }
  if (import.errors.empty() && import.replies.empty()) {
    return not_imported(context, {{"file", "The file holds no rows"}});
  }
  if (!import.errors.empty()) return not_imported(context, import.errors);
  return store_all(context, import);
}

}  // namespace support::web::quick
