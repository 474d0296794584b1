#include "web/messages_filter.h"

#include <algorithm>

#include "base/text.h"
#include "desk/hours.h"
#include "index/statistics.h"
#include "web/page.h"

namespace support::web::messages {
namespace {

constexpr std::size_t kLongestText = 200;  // code points
constexpr std::int64_t kMostTags = 1000;
constexpr std::int64_t kLastPage = 1'000'000;

// Puts what is asked for into a wish, field by field.
class Reading {
 public:
  Reading(desk::Desk& desk, const desk::Person& person, Wish& wish)
      : desk_(desk), person_(person), wish_(wish) {
    desk::use_zone(desk.settings.now().time_zone);
  }

  void read() {
    read_words();
    read_status();
    read_agent();
    read_days();
    read_tag();
    filter().verified = yes_or_no("verified", asked().verified);
    filter().has_file = yes_or_no("has_file", asked().has_file);
    read_sort();
    read_figure();
  }

 private:
  const Asked& asked() const { return wish_.asked; }
  index::Filter& filter() { return wish_.filter; }

  void wrong(std::string field, std::string message) {
    wish_.errors.push_back({std::move(field), std::move(message)});
  }
  static std::string in_quotes(std::string_view text) {
    return "“" + base::shortened(text, 40) + "”";
  }

  bool fits(std::string_view field, const std::string& text) {
    if (base::code_points(text) <= kLongestText) return true;
    wrong(std::string(field), "Look for at most " +
                                  std::to_string(kLongestText) +
                                  " characters.");
    return false;
  }

  void read_words() {
    if (fits("q", asked().q)) filter().words = asked().q;
    read_customer();
  }

  // A key is that of Conversation Detail's link to all that are one's own.
  void read_customer() {
    const std::string& customer = asked().customer;
    if (!fits("customer", customer)) return;
    (store::is_customer_key(customer) ? filter().customer : filter().person) =
        customer;
  }

  void read_status() {
    const std::string& status = asked().status;
    if (status.empty()) return;
    if (status == "open" || status == "pending" || status == "closed") {
      filter().status = status;
    } else if (status == "awaiting") {
      filter().awaiting = true;
    } else {
      wrong("status", "There is no status " + in_quotes(status) + ".");
    }
  }

  void read_agent() {
    const std::string& agent = asked().agent;
    if (agent.empty()) return;
    if (agent == "me") {
      filter().assignee = person_.login;
    } else if (agent == "none") {
      filter().assignee = "";
    } else if (store::is_login(agent) && desk_.users.find(agent)) {
      filter().assignee = agent;
    } else {
      wrong("agent", "There is no agent " + in_quotes(agent) + ".");
    }
  }

  std::optional<base::Time> day(std::string_view field,
                                const std::string& text, int later) {
    if (text.empty()) return std::nullopt;
    auto start = desk::start_of_day(text);
    if (!start) {
      wrong(std::string(field), in_quotes(text) +
                                    " is no day. Write it as 2026-03-31.");
    } else if (later > 0) {
      start = desk::start_of_day_or_next(desk::day_after(text, later));
    }
    return start;
  }

  void read_days() {
    const auto from = day("from", asked().from, 0);
    const auto until = day("until", asked().until, 1);
    if (from && until && *until <= *from) {
      wrong("until", "The last day is before the first.");
      return;
    }
    if (from) filter().from = *from;
    if (until) filter().until = *until;
  }

  // Told only when all tags are known.
  void read_tag() {
    const std::string& tag = asked().tag;
    filter().tag = tag;
    if (tag.empty()) return;
    const auto tags = desk_.listing.tags(kMostTags);
    const bool is_known =
        std::ranges::any_of(tags, [&](const auto& one) {
          return one.first == tag;
        });
    if (is_known || std::ssize(tags) == kMostTags || !desk_.listing.ready()) {
      return;
    }
    filter().tag.clear();
    wrong("tag", "No conversation has the tag " + in_quotes(tag) + ".");
  }

  std::optional<bool> yes_or_no(std::string_view field,
                                const std::string& text) {
    if (text == "yes") return true;
    if (text == "no") return false;
    if (!text.empty()) {
      wrong(std::string(field), "Choose yes or no, or neither.");
    }
    return std::nullopt;
  }

  void read_sort() {
    const std::string& sort = asked().sort;
    if (sort == "oldest") {
      wish_.order = index::Order::oldest;
    } else if (sort == "wait") {
      wish_.order = index::Order::longest_wait;
    } else if (!sort.empty() && sort != "latest") {
      wrong("sort", "There is no order " + in_quotes(sort) + ".");
    }
  }

  // Its range and agent are those of the figure, not of the list.
  void read_figure() {
    const std::string& figure = asked().figure;
    if (figure.empty()) return;
    if (!index::is_figure(figure)) {
      wrong("", "There is no figure " + in_quotes(figure) + ".");
      return;
    }
    index::Counted counted;
    counted.figure = figure;
    counted.from = filter().from;
    counted.until = filter().until != base::Time{}
                        ? filter().until
                        : desk_.now() + base::Days(1);
    counted.agent = filter().assignee.value_or("");
    filter().from = filter().until = {};
    filter().assignee.reset();
    filter().counted = counted;
  }

  desk::Desk& desk_;
  const desk::Person& person_;
  Wish& wish_;
};

// The place decides where, the number is what the page is called.
void read_position(const http::Form& form, Wish& wish) {
  const std::string page = form.text("page");
  const auto number = base::to_number(page.empty() ? "1" : page);
  wish.position = {1, form.text("after"), form.text("before")};
  if (!number || *number < 1 || *number > kLastPage) {
    wish.errors.push_back({"page", "Pages are counted from 1."});
  } else {
    wish.position.page = *number;
  }
  wish.page.limit = kPageRows;
  wish.page.after = index::Place::parse(wish.position.after);
  wish.page.before = index::Place::parse(wish.position.before);
  const bool is_broken = (!wish.position.after.empty() && !wish.page.after) ||
                         (!wish.position.before.empty() && !wish.page.before);
  if (is_broken) wish.position.after = wish.position.before = "";
  if (!wish.page.after && !wish.page.before) {
    wish.page.offset = (wish.position.page - 1) * kPageRows;
  }
}

}  // namespace

const std::vector<Field>& fields() {
  static const std::vector<Field> all = {
      {"q", &Asked::q},           {"status", &Asked::status},
      {"figure", &Asked::figure}, {"agent", &Asked::agent},
      {"from", &Asked::from},     {"until", &Asked::until},
      {"customer", &Asked::customer}, {"tag", &Asked::tag},
      {"verified", &Asked::verified}, {"has_file", &Asked::has_file},
      {"sort", &Asked::sort}};
  return all;
}

Wish wish_of(desk::Desk& desk, const desk::Person& person,
             const http::Form& form) {
  Wish wish;
  for (const Field& field : fields()) {
    wish.asked.*field.text = base::one_line(form.text(field.name));
  }
  Reading(desk, person, wish).read();
  read_position(form, wish);
  return wish;
}

bool is_cluttered(const http::Form& form) {
  const auto is_empty = [&](std::string_view name) {
    const auto text = form.field(name);
    return text && base::one_line(*text).empty();
  };
  return is_empty("page") ||
         std::ranges::any_of(fields(), is_empty, &Field::name);
}

std::string query_of(const Asked& asked, const Position& position) {
  std::string query;
  const auto add = [&](std::string_view name, const std::string& text) {
    if (text.empty()) return;
    if (!query.empty()) query += '&';
    query.append(name).append("=").append(base::url_encoded(text));
  };
  for (const Field& field : fields()) {
    const std::string& text = asked.*field.text;
    if (field.name == "sort" && text == "latest") continue;
    add(field.name, text);
  }
  if (position.page > 1) add("page", std::to_string(position.page));
  add("after", position.after);
  add("before", position.before);
  return query;
}

std::string url_of(const Asked& asked, const Position& position) {
  const std::string query = query_of(asked, position);
  std::string url(kMessages);
  if (!query.empty()) url += "?" + query;
  return url;
}

Asked without(Asked asked, std::string_view field) {
  for (const Field& one : fields()) {
    if (one.name == field) (asked.*one.text).clear();
  }
  if (field == "figure") asked.agent = asked.from = asked.until = "";
  return asked;
}

std::vector<Field> narrowing(const Asked& asked) {
  std::vector<Field> found;
  for (const Field& field : fields()) {
    const bool is_part =
        !asked.figure.empty() && (field.name == "agent" ||
                                  field.name == "from" || field.name == "until");
    if (field.name == "sort" || is_part) continue;
    if (!(asked.*field.text).empty()) found.push_back(field);
  }
  return found;
}

index::Filter filter_of(desk::Desk& desk, const desk::Person& person,
                        const Asked& asked) {
  Wish wish;
  wish.asked = asked;
  Reading(desk, person, wish).read();
  return wish.filter;
}

}  // namespace support::web::messages
