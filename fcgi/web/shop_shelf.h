// What the demo shop sells, and what the person who is signed in has bought,
// rented and lives at.  All of it is invented.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace support::web::shop {

enum class Drawing { waves, rings, house, hills };

struct Book {
  std::string_view slug;  // in its URL
  std::string_view name;
  std::string_view author;
  bool is_fiction;
  int price_cents;
  int rent_cents;  // a month
  std::string_view cloth;  // a class of shop.css
  Drawing drawing;
  std::string_view binding;
  int pages;
  std::string_view isbn;
  std::string_view publisher;
  std::array<std::string_view, 2> about;
};

std::span<const Book> shelf();
const Book* book_named(std::string_view slug);  // null: none
std::string euros(int cents);                   // "€ 18.90"

struct OrderLine {
  const Book& book;
  int copies;
};
struct Order {
  std::string number;
  base::Time placed;
  std::string state;
  std::vector<OrderLine> lines;

  int total_cents() const;
};
struct Rental {
  const Book& book;
  base::Time due;
};
struct Address {
  std::string_view label, street, town, country, use;
};

// The same person always has the same; dates follow `now`.
std::vector<Order> orders_of(std::string_view login, base::Time now);
std::vector<Rental> rentals_of(std::string_view login, base::Time now);
std::vector<Address> addresses_of(std::string_view login);

}  // namespace support::web::shop
