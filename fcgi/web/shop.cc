#include "web/shop.h"

#include "web/shop_frame.h"
#include "web/shop_shelf.h"
#include "web/words.h"

namespace support::web::shop {
namespace {

constexpr base::Days kSoon{3};

std::string url_of(const Book& book) {
  return "/shop/book/" + std::string(book.slug) + "/";
}

// A book wherever it is shown; each page takes what it needs.
Data data_of(const Book& book) {
  Data data;
  data.set("name", book.name)
      .set("author", book.author)
      .set("url", url_of(book))
      .set("cloth", book.cloth)
      .set("price", euros(book.price_cents))
      .set("rent", euros(book.rent_cents))
      .set("waves", book.drawing == Drawing::waves)
      .set("rings", book.drawing == Drawing::rings)
      .set("house", book.drawing == Drawing::house)
      .set("hills", book.drawing == Drawing::hills);
  return data;
}

Data shelf_data(std::string_view anchor, std::string_view heading,
                bool is_fiction) {
  std::vector<Data> books;
  for (const Book& book : shelf()) {
    if (book.is_fiction == is_fiction) books.push_back(data_of(book));
  }
  Data data;
  data.set("anchor", anchor).set("heading", heading);
  return data.set("books", std::move(books));
}

Data paragraph(std::string_view text) {
  Data data;
  return data.set("text", text);
}

Data order_data(Context& context, const Order& order) {
  const Moment placed = moment(context.desk, order.placed);
  std::vector<Data> books;
  for (const OrderLine& line : order.lines) {
    Data book = data_of(line.book);
    books.push_back(book.set("copies", std::int64_t{line.copies}));
  }
  Data data;
  data.set("number", order.number)
      .set("iso", placed.iso)
      .set("date", placed.date)
      .set("state", order.state)
      .set("total", euros(order.total_cents()))
      .set("books", std::move(books));
  return data;
}

Data rental_data(Context& context, const Rental& rental) {
  const Moment due = moment(context.desk, rental.due);
  Data data = data_of(rental.book);
  data.set("iso", due.iso).set("date", due.date);
  return data.set("soon", rental.due - context.desk.now() < kSoon);
}

Data address_data(const Address& address, const std::string& name) {
  Data data;
  data.set("label", address.label)
      .set("name", name)
      .set("street", address.street)
      .set("town", address.town)
      .set("country", address.country)
      .set("use", address.use);
  return data;
}

// A page of one's own: whoever is not signed in signs in first.
template <class Show>
http::Response own_page(Context& context, Show show) {
  const auto user = context.desk.users.find(context.person.login);
  if (user) return show(*user);
  return http::Response::see_other("/shop/sign-in/?next=" +
                                   context.request.path);
}

}  // namespace

http::Response root(Context&) { return http::Response::see_other("/shop/"); }

http::Response home(Context& context) {
  Data data = frame(context, "New books", "/shop/");
  std::vector<Data> shelves = {shelf_data("fiction", "Fiction", true),
                               shelf_data("other", "Everything else", false)};
  return page(context, "shop_home", data.set("shelves", std::move(shelves)));
}

http::Response book(Context& context) {
  const Book* found = book_named(context.variables.at(0));
  if (!found) {
    return page(context, "shop_missing",
                frame(context, "No such book", ""), 404);
  }
  Data shown = data_of(*found);
  shown.set("shelf", found->is_fiction ? "Fiction" : "Everything else")
      .set("binding", found->binding)
      .set("pages", std::int64_t{found->pages})
      .set("isbn", found->isbn)
      .set("publisher", found->publisher)
      .set("paragraphs", std::vector<Data>{paragraph(found->about[0]),
                                           paragraph(found->about[1])});
  Data data = frame(context, found->name, "");
  return page(context, "shop_book", data.set("book", std::move(shown)));
}

http::Response profile(Context& context) {
  return own_page(context, [&](const store::User& user) {
    Data data = frame(context, "Profile", "/shop/profile/");
    data.set("name", user.name)
        .set("email", user.email.empty() ? "none" : user.email)
        .set("login", user.login)
        .set("since", moment(context.desk, user.created).date);
    return page(context, "shop_profile", data);
  });
}

http::Response orders(Context& context) {
  return own_page(context, [&](const store::User& user) {
    std::vector<Data> list;
    for (const Order& order : orders_of(user.login, context.desk.now())) {
      list.push_back(order_data(context, order));
    }
    Data data = frame(context, "My Orders", "/shop/orders/");
    return page(context, "shop_orders", data.set("orders", std::move(list)));
  });
}

http::Response rentals(Context& context) {
  return own_page(context, [&](const store::User& user) {
    std::vector<Data> list;
    for (const Rental& rental : rentals_of(user.login, context.desk.now())) {
      list.push_back(rental_data(context, rental));
    }
    Data data = frame(context, "My Rentals", "/shop/rentals/");
    return page(context, "shop_rentals", data.set("rentals", std::move(list)));
  });
}

http::Response addresses(Context& context) {
  return own_page(context, [&](const store::User& user) {
    std::vector<Data> list;
    for (const Address& address : addresses_of(user.login)) {
      list.push_back(address_data(address, user.name));
    }
    Data data = frame(context, "Addresses", "/shop/addresses/");
    return page(context, "shop_addresses",
                data.set("addresses", std::move(list)));
  });
}

http::Response identity(Context& context) {
  const std::string jwt = signed_identity(context);
  auto answer = http::Response::json(
      200, {{"identity", jwt.empty() ? base::json::Value(nullptr)
                                     : base::json::Value(jwt)}});
  answer.set("Cache-Control", "no-store");
  return answer;
}

}  // namespace support::web::shop
