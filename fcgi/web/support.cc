#include "web/support.h"

#include <algorithm>

#include "base/text.h"
#include "desk/attachment.h"
#include "desk/worklist.h"
#include "web/detail.h"
#include "web/page.h"
#include "web/rows.h"
#include "web/words.h"

namespace support::web::support {
namespace {

constexpr std::int64_t kRows = 50;

struct Filter {
  std::string_view name, label;
};
constexpr Filter kFilters[] = {
    {"", "All"},
    {"open", "Open"},
    {"pending", "Pending"},
    {"closed", "Closed"}};

bool is_staff(const Context& context) {
  return desk::may(context.person, desk::Access::staff, "").has_value();
}

http::Response guide(Context& context) {
  const std::size_t file_bytes = desk::customer_file_bytes(context.desk);
  Data data = framed(context, "How to use the chat widget", "");
  data.set("guests", context.desk.settings.now().guests_allowed)
      .set("file_limit", file_bytes > 0 ? limit_text(file_bytes) : "");
  return show(context, "my_conversations", data);
}

std::string url_of(std::string_view status, std::int64_t page) {
  std::string url(kMessages);
  if (!status.empty()) url += "?status=" + std::string(status);
  if (page > 1) {
    url += status.empty() ? "?page=" : "&page=";
    url += std::to_string(page);
  }
  return url;
}

std::vector<Data> filters(std::string_view status) {
  std::vector<Data> list;
  for (const Filter& filter : kFilters) {
    Data data;
    data.set("filter", filter.name.empty() ? "all" : filter.name)
        .set("label", filter.label)
        .set("url", url_of(filter.name, 1))
        .set("chosen", filter.name == status);
    list.push_back(std::move(data));
  }
  return list;
}

// An unknown status is none.
std::string status_asked(const Context& context) {
  const std::string asked =
      context.request.parameter("status").value_or("");
  const bool known = std::ranges::any_of(
      kFilters, [&](const Filter& filter) { return filter.name == asked; });
  return known ? asked : "";
}

std::int64_t page_asked(const Context& context) {
  const auto asked =
      base::to_number(context.request.parameter("page").value_or("1"));
  return std::clamp<std::int64_t>(asked.value_or(1), 1, 1'000'000);
}

void set_pager(Data& data, std::string_view status, std::int64_t page,
               std::int64_t shown, std::int64_t total) {
  const std::int64_t full = (total + kRows - 1) / kRows;
  const std::int64_t pages = std::max<std::int64_t>(1, full);
  const std::int64_t first = (page - 1) * kRows + 1;
  data.set("page", page)
      .set("pages", pages)
      .set("newer", page > 1 ? url_of(status, page - 1) : "")
      .set("older", page < pages ? url_of(status, page + 1) : "")
      .set("range", grouped(first) + " to " + grouped(first + shown - 1) +
                        " of " + grouped(total));
}

std::string summary_of(std::string_view status, std::int64_t total) {
  const std::string what = status.empty() ? "" : std::string(status) + " ";
  return grouped(total) + " " + what +
         (total == 1 ? "conversation" : "conversations") + ", latest first";
}

http::Response messages(Context& context) {
  desk::Desk& desk = context.desk;
  const std::string status = status_asked(context);
  const std::int64_t page = page_asked(context);
  index::Filter filter;
  filter.status = status;
  const auto found =
      desk::messages_page(desk, context.person, filter, index::Order::newest,
                          {kRows, (page - 1) * kRows, {}, {}});
  const auto counts =
      desk.listing.counts(context.person.login, desk::start_of_today(desk));

  Data data = framed(context, "Support Messages", kMessages, counts.awaiting);
  data.set("version", counts.version)
      .set("summary", summary_of(status, found.page.total))
      .set("caption", summary_of(status, found.page.total))
      .set("filters", filters(status))
      .set("filled", !found.items.empty())
      .set("filtered", !status.empty())
      .set("empty_head", status.empty() ? "No conversations yet"
                                        : "No conversation is " + status)
      .set("empty_words", status.empty()
                              ? "The first one appears here by itself."
                              : "Drop the filter to see the others.")
      .set("rows", rows_data(context, found.items));
  set_pager(data, status, page,
            static_cast<std::int64_t>(found.items.size()), found.page.total);
  return show(context, "conversations", data);
}

}  // namespace

http::Response conversations(Context& context) {
  return is_staff(context) ? messages(context) : guide(context);
}

http::Response conversation(Context& context) {
  if (!is_staff(context)) return http::Response::see_other(kMessages);
  return detail(context);
}

}  // namespace support::web::support
