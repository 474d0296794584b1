// What Support Messages is asked to show: the fields of its form, which are
// those of its URL (bookshop-support(7)), checked; as a question to the index,
// and as a URL again.  The same URL gives the same list, to a page and to an
// export.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/request.h"
#include "index/listing.h"
#include "store/settings.h"
#include "web/context.h"

namespace support::web::messages {

// The fields as they were sent, one line each; "" = not asked for.
struct Asked {
  std::string q;         // words to look for
  std::string status;    // open, pending, closed
  std::string agent;     // a login, "me", "none"
  std::string from, until;  // "2026-03-01", both days included
  std::string customer;  // beginnings of words of name or e-mail, or a key
  std::string tag;
  std::string verified, has_file;  // yes, no
  std::string sort;      // latest, oldest, wait
  std::string figure;    // of the statistics; from, until and agent are its own

  bool operator==(const Asked&) const = default;
};

struct Field {
  std::string_view name;
  std::string Asked::*text;
};
// In the order of the URL.
const std::vector<Field>& fields();

// Where in the list: what the page is called, and the place that it follows or
// precedes (index::Place), so that it holds still while others move.
struct Position {
  std::int64_t page = 1;
  std::string after, before;
};

struct Wish {
  Asked asked;  // wrong ones too, so that the form shows them
  Position position;
  index::Filter filter;  // of what is right
  index::Order order = index::Order::newest;
  index::PageWish page;
  std::vector<store::FieldError> errors;  // by field, "" = of the URL itself
};

inline constexpr std::int64_t kPageRows = 25;

// Wrong values are told in `errors` and not asked for.
Wish wish_of(desk::Desk& desk, const desk::Person& person,
             const http::Form& form);
// Whether it names a field without asking for anything: a form does that.
bool is_cluttered(const http::Form& form);

// "status=open&page=2"; "" when nothing is asked for.
std::string query_of(const Asked& asked, const Position& position = {});
// The page's URL with it.
std::string url_of(const Asked& asked, const Position& position = {});

// The same without one filter; a figure goes with its range and agent.
Asked without(Asked asked, std::string_view field);
// The fields that narrow the list, in their order: all but `sort`, and none
// that is a part of another.
std::vector<Field> narrowing(const Asked& asked);

// As the index understands it, nothing wrong left; for counting what dropping
// a filter would give.
index::Filter filter_of(desk::Desk& desk, const desk::Person& person,
                        const Asked& asked);

}  // namespace support::web::messages
