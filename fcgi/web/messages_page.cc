#include "web/messages_page.h"

#include <algorithm>

#include "desk/worklist.h"
#include "web/bulk_result.h"
#include "web/forms.h"
#include "web/messages_form.h"
#include "web/messages_words.h"
#include "web/page.h"
#include "web/rows.h"
#include "web/words.h"

namespace support::web::messages {
namespace {

std::vector<Data> pieces(const index::Hit& hit) {
  std::vector<Data> list;
  for (const index::Piece& piece : hit.snippet) {
    list.push_back(
        Data().set("piece", piece.text).set("marked", piece.marked));
  }
  return list;
}

// What the index found, where: the message itself, or the conversation.
void set_hit(const desk::WorkItem& item, const index::Hit* hit, Data& row) {
  const bool is_hit = hit && !hit->snippet.empty();
  std::string url = conversation_url(item.row.id);
  if (is_hit && hit->n > 0) url += "#m-" + std::to_string(hit->n);
  row.set("hit", is_hit)
      .set("hit_url", url)
      .set("pieces", is_hit ? pieces(*hit) : std::vector<Data>());
}

void set_times(Context& context, const index::Row& row, Data& data) {
  const Moment last = moment(context.desk, row.last);
  data.set("waits", row.awaiting)
      .set("last", last.brief)
      .set("last_iso", last.iso)
      .set("last_full", last.full);
}

std::vector<Data> rows(Context& context, const desk::WorkPage& found,
                       const BulkForm& bulk) {
  std::vector<Data> list;
  for (std::size_t at = 0; at < found.items.size(); ++at) {
    const desk::WorkItem& item = found.items[at];
    const index::Row& row = item.row;
    Data data = row_data(context, item);
    const auto last = row.last.time_since_epoch().count();
    data.set("choice", row.id + "." + std::to_string(row.messages) + "." +
                           std::to_string(last) + "." + row.assignee)
        .set("chosen", bulk.chosen.contains(row.id))
        .set("has_file", row.has_file);
    set_hit(item, at < found.page.hits.size() ? &found.page.hits[at] : nullptr,
            data);
    set_times(context, row, data);
    list.push_back(std::move(data));
  }
  return list;
}

// A place that nobody stands before is the beginning; one after the end of a
// list that has grown shorter is its last page.  A search that gave up may have
// found nothing yet, and goes on from where it stands.
desk::WorkPage found_by(Context& context, Wish& wish) {
  const auto look = [&] {
    return desk::messages_page(context.desk, context.person, wish.filter,
                               wish.order, wish.page);
  };
  desk::WorkPage found = look();
  const bool is_start = wish.page.before && !found.page.has_before;
  const bool is_end = found.items.empty() && !found.page.has_after &&
                      found.page.total > 0;
  if (!is_start && !is_end) return found;
  wish.page.before = wish.page.after = std::nullopt;
  const auto pages = (found.page.total + kPageRows - 1) / kPageRows;
  wish.position = {is_start ? 1 : std::max<std::int64_t>(pages, 1), "", ""};
  wish.page.offset = (wish.position.page - 1) * kPageRows;
  return look();
}

Position step(const Wish& wish, std::int64_t pages, std::string after,
              std::string before) {
  const std::int64_t page = std::max<std::int64_t>(wish.position.page + pages, 1);
  return {page, std::move(after), std::move(before)};
}

std::string url_before(const Wish& wish, const index::Page& page) {
  if (!page.has_before || !page.first) return "";
  return url_of(wish.asked, step(wish, -1, "", page.first->text()));
}

std::string url_after(const Wish& wish, const index::Page& page) {
  if (!page.has_after || !page.last) return "";
  return url_of(wish.asked, step(wish, 1, page.last->text(), ""));
}

// The filters as hidden fields, for the form that goes to a page.
std::vector<Data> kept(const Asked& asked) {
  std::vector<Data> list;
  for (const Field& field : fields()) {
    const std::string& text = asked.*field.text;
    if (text.empty()) continue;
    list.push_back(Data().set("kept_name", field.name).set("kept", text));
  }
  return list;
}

void set_pager(const Wish& wish, const index::Page& page, Data& data) {
  const std::int64_t number = wish.position.page;
  const std::int64_t full = (page.total + kPageRows - 1) / kPageRows;
  const std::int64_t pages = std::max(full, number);
  const std::string more = page.is_more_than_total ? "more than " : "";
  data.set("page", number)
      .set("pages", more + grouped(pages))
      .set("most_pages", page.is_more_than_total ? "" : std::to_string(pages))
      .set("first", page.has_before && number > 2 ? url_of(wish.asked) : "")
      .set("newer", url_before(wish, page))
      .set("older", url_after(wish, page))
      .set("many", pages > 1 || page.is_more_than_total)
      .set("kept_fields", kept(wish.asked));
}

// A head's link: where it leads, and how the list is sorted by it now.
void set_sorting(const Wish& wish, Data& data) {
  const auto sorted_by = [&](std::string_view sort) {
    Asked asked = wish.asked;
    asked.sort = sort;
    return url_of(asked);
  };
  const bool newest = wish.order == index::Order::newest;
  const bool oldest = wish.order == index::Order::oldest;
  data.set("sort_wait", sorted_by("wait"))
      .set("by_wait", wish.order == index::Order::longest_wait)
      .set("sort_last", sorted_by(newest ? "oldest" : ""))
      .set("by_last", newest || oldest)
      .set("last_order", newest ? "descending" : "ascending")
      .set("is_newest", newest)
      .set("is_oldest", oldest);
}

void set_result(Context& context, Data& data) {
  const auto text = context.request.parameter("result");
  const auto outcome =
      text ? bulk::unpacked(context, *text) : std::optional<bulk::Outcome>();
  data.set("has_result", outcome.has_value());
  if (!outcome) return;
  std::vector<Data> undo;
  if (outcome->action == bulk::Action::close) {
    for (const bulk::Done& done : outcome->done) {
      undo.push_back(
          Data().set("choice", done.conversation + "." + done.before));
    }
  }
  data.set("result", bulk::headline(context.desk, *outcome))
      .set("result_ok", outcome->skipped.empty())
      .set("skipped", bulk::skipped_data(context.desk, *outcome))
      .set("can_undo", !undo.empty())
      .set("undo", std::move(undo))
      .set("undo_key", fresh_key());
}

void set_errors(const Wish& wish, const BulkForm& bulk, Data& data) {
  std::vector<store::FieldError> all = wish.errors;
  all.insert(all.end(), bulk.errors.begin(), bulk.errors.end());
  std::vector<Data> errors;
  for (const store::FieldError& error : all) {
    errors.push_back(
        Data().set("field", error.field).set("message", error.message));
  }
  data.set("has_errors", !errors.empty())
      .set("error_head", bulk.errors.empty()
                             ? "Not all of this can be looked for"
                             : "Nothing was changed")
      .set("errors", std::move(errors));
}

void set_empty(Context& context, const Wish& wish, bool is_empty, Data& data) {
  const bool ready = context.desk.listing.ready();
  Advice told = is_empty && ready ? advice(context, wish) : Advice{};
  if (!ready) {
    told.head = "The list is being prepared";
    told.words = "It appears here by itself in a moment.";
  }
  data.set("filled", !is_empty)
      .set("empty_head", told.head)
      .set("empty_words", told.words)
      .set("drops", std::move(told.drops));
}

}  // namespace

http::Response page_again(Context& context, const Wish& asked,
                          const BulkForm& bulk, int status) {
  desk::Desk& desk = context.desk;
  Wish wish = asked;
  const auto found = found_by(context, wish);
  const auto counts =
      desk.listing.counts(context.person.login, desk::start_of_today(desk));
  Data data = framed(context, "Support Messages", kMessages, counts.awaiting);
  add_assets(data, {"messages"}, {"messages"});
  const std::string words = summary(desk, wish, found.page);
  const std::string query = query_of(wish.asked);
  data.set("version", counts.version)
      .set("polls", status == 200)
      .set("summary", words)
      .set("gave_up", found.page.gave_up)
      .set("export", "/support/agent/export/?" + query +
                         (query.empty() ? "" : "&") + "format=")
      .set("saved", "")
      .set("rows", rows(context, found, bulk));
  set_errors(wish, bulk, data);
  set_filter_form(context, wish, data);
  set_bulk_form(context, wish, bulk, data);
  set_sorting(wish, data);
  set_pager(wish, found.page, data);
  set_result(context, data);
  set_empty(context, wish, found.items.empty(), data);
  return show(context, "conversations", data, status);
}

http::Response page(Context& context) {
  const auto form = http::Form::parse(context.request.query);
  if (!form) return refuse(context, form.error());
  const Wish wish = wish_of(context.desk, context.person, *form);
  if (is_cluttered(*form)) {
    return http::Response::see_other(url_of(wish.asked, wish.position));
  }
  return page_again(context, wish, {}, wish.errors.empty() ? 200 : 422);
}

}  // namespace support::web::messages
