#include "web/shop_shelf.h"

#include <algorithm>
#include <numeric>

namespace support::web::shop {
namespace {

using base::Days;

constexpr std::array<Book, 12> kShelf = {{
    {"the-cartographers-apprentice", "The Cartographer’s Apprentice",
     "Ines Valdemar", true, 1890, 320, "k1", Drawing::waves, "hardback", 352,
     "978-0-00-000000-2", "Quay & Lantern",
     {"A mapmaker in a drowned harbour town takes on a girl who cannot read, "
      "and finds that she remembers every street that is no longer there.",
      "Between them they redraw the city, one quarter at a time, until the "
      "council asks for the one sheet that must not exist."}},
    {"salt-and-tide", "Salt and Tide", "Rory MacAskill", true, 1450, 260, "k2",
     Drawing::rings, "paperback", 288, "978-0-00-000001-9", "Skerry Press",
     {"Two brothers inherit a ferry, a debt and a passenger who never lands.",
      "The tide tables at the end of each chapter are exact; the islands are "
      "not."}},
    {"a-house-of-small-hours", "A House of Small Hours", "Beatrix Onuoha",
     true, 1600, 290, "k3", Drawing::house, "hardback", 304,
     "978-0-00-000002-6", "Quay & Lantern",
     {"A night nurse rents the attic of a house in which nobody sleeps.",
      "Each of the seven tenants tells one story, and each of them is the "
      "landlord in somebody else’s."}},
    {"winterlight", "Winterlight", "Juhani Salmela", true, 1290, 240, "k4",
     Drawing::hills, "paperback", 224, "978-0-00-000003-3", "Polar Row",
     {"A schoolteacher, a snowed-in village and eleven weeks without sun.",
      "A quiet book about the people who come to borrow a lamp."}},
    {"the-donaudampfschiff-papers", "The Donaudampfschiff Papers",
     "Leopold Freiherr von Hohenwarth-Ziegelmayer", true, 2400, 410, "k5",
     Drawing::waves, "hardback", 612, "978-0-00-000004-0", "Strudlhof",
     {"The captain of a river steamer keeps two logbooks, of which one is for "
      "the company.",
      "Six hundred pages, four hundred miles, one very long dinner."}},
    {"lessons-for-a-beekeeper", "Lessons for a Beekeeper", "Mei-Lin Tran",
     true, 1590, 280, "k6", Drawing::rings, "paperback", 256,
     "978-0-00-000005-7", "Orchard Wall",
     {"After the funeral, forty hives, a veil and a notebook in her mother’s "
      "hand.",
      "Every lesson begins with weather and ends with somebody at the gate."}},
    {"night-ferry", "Night Ferry", "Dario Conti", true, 1190, 220, "k8",
     Drawing::hills, "paperback", 198, "978-0-00-000006-4", "Molo",
     {"One crossing, nine passengers, and a suitcase that all of them claim.",
      "Best read at a sitting, with the window open."}},
    {"the-clockmakers-sister", "The Clockmaker’s Sister", "Hanne Aldersund",
     true, 1750, 300, "k7", Drawing::house, "hardback", 336,
     "978-0-00-000007-1", "Polar Row",
     {"He makes the clocks; she makes them tell the time that people need.",
      "A comedy of small corrections, set in a town that is always ten "
      "minutes late."}},
    {"what-the-gardener-forgot", "Everything the Gardener Forgot to Mention "
     "about Moss", "Agnes Pryce", false, 1950, 340, "k7", Drawing::house,
     "hardback", 240, "978-0-00-000008-8", "Orchard Wall",
     {"Four hundred kinds, three buckets and one shady wall.",
      "With drawings by the author and a list of what not to scrape off."}},
    {"a-short-history-of-string", "A Short History of String",
     "Tom Bellweather", false, 1350, 250, "k2", Drawing::rings, "paperback", 212,
     "978-0-00-000009-5", "Skerry Press",
     {"Nets, kites, parcels, bridges: how everything was tied to everything.",
      "Includes eleven knots and an apology for the twelfth."}},
    {"bread-before-dawn", "Bread before Dawn", "Sabine Okafor", false, 2190,
     360, "k5", Drawing::hills, "hardback", 320, "978-0-00-000010-1", "Molo",
     {"A year in the bakery at the corner, hour by hour, with forty recipes.",
      "The sourdough chapter was tested by people who had never baked."}},
    {"tides-for-the-unwilling-sailor", "Tides for the Unwilling Sailor",
     "Graham Pell", false, 1640, 290, "k4", Drawing::waves, "paperback", 276,
     "978-0-00-000011-8", "Quay & Lantern",
     {"Everything that a passenger should know before being handed a rope.",
      "No mathematics until page ninety, and a warning before it."}},
}};

// Something that differs from person to person and never changes.
std::size_t number_of(std::string_view login) {
  return std::accumulate(
      login.begin(), login.end(), std::size_t{7}, [](std::size_t sum, char c) {
        return (sum * 31 + static_cast<unsigned char>(c)) % 9973;
      });
}

const Book& book_at(std::size_t number) {
  return kShelf[number % kShelf.size()];
}

}  // namespace

std::span<const Book> shelf() { return kShelf; }

const Book* book_named(std::string_view slug) {
  const auto found = std::ranges::find(kShelf, slug, &Book::slug);
  return found == kShelf.end() ? nullptr : &*found;
}

std::string euros(int cents) {
  const std::string rest = std::to_string(cents % 100);
  return "€ " + std::to_string(cents / 100) +
         (rest.size() < 2 ? ".0" : ".") + rest;
}

int Order::total_cents() const {
  return std::accumulate(lines.begin(), lines.end(), 0,
                         [](int sum, const OrderLine& line) {
                           return sum + line.copies * line.book.price_cents;
                         });
}

std::vector<Order> orders_of(std::string_view login, base::Time now) {
  const std::size_t who = number_of(login);
  const std::string stem = "10-";
  return {{stem + std::to_string(48213 + who), now - Days(2), "on its way",
           {{book_at(who), 1}, {book_at(who + 5), 2}}},
          {stem + std::to_string(41077 + who), now - Days(24), "delivered",
           {{book_at(who + 3), 1}}},
          {stem + std::to_string(30561 + who), now - Days(131),
           "delivered, one book sent back",
           {{book_at(who + 8), 1}, {book_at(who + 10), 1}}}};
}

std::vector<Rental> rentals_of(std::string_view login, base::Time now) {
  const std::size_t who = number_of(login);
  return {{book_at(who + 1), now + Days(2)},
          {book_at(who + 7), now + Days(19)}};
}

std::vector<Address> addresses_of(std::string_view login) {
  static constexpr std::array<std::string_view, 4> kStreets = {
      "4 Rope Walk", "27 Lantern Street", "9 Ferry Steps", "113 Mill Lane"};
  const std::size_t who = number_of(login);
  return {{"Home", kStreets[who % kStreets.size()], "HB1 2QX Harbour",
           "Islands", "Parcels come here."},
          {"Work", kStreets[(who + 1) % kStreets.size()], "HB3 7LD Harbour",
           "Islands", "Invoices come here."}};
}

}  // namespace support::web::shop
