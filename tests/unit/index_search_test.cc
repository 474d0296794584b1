#define BOOST_TEST_DYN_LINK
#include "index/search.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "index/words.h"
#include "index_shop.h"

namespace support::index {
namespace {

using store::ConversationId;
using store::Kind;
using test::kAna;
using test::kBen;

struct SearchedShop : test::Shop {
  Listing listing{paths};

  Page found(const Filter& filter, Order order = Order::newest,
             const PageWish& wish = {}) {
    return listing.page(filter, order, wish);
  }
  static Filter words(const std::string& typed) {
    Filter filter;
    filter.words = typed;
    return filter;
  }
  std::string names(const Filter& filter, Order order = Order::newest,
                    const PageWish& wish = {}) {
    std::string all;
    for (const Row& row : found(filter, order, wish).rows)
      all += row.name + " ";
    return all;
  }
  std::string names(const std::string& typed) { return names(words(typed)); }
  static std::string plain(const Hit& hit) {
    std::string all;
    for (const Piece& piece : hit.snippet)
      all += piece.marked ? "[" + piece.text + "]" : piece.text;
    return all;
  }
};

BOOST_FIXTURE_TEST_SUITE(index_search, SearchedShop)

BOOST_AUTO_TEST_CASE(words_are_found_in_whatever_is_said_or_named) {
  const auto ana = asks(kAna, "Ana", "Where is my bicycle?");
  adds(ana, Kind::note, "a:marta", {{"text", "lost by the carrier"}});
  adds(ana, Kind::file, kAna, {{"name", "invoice-1042.pdf"}});
  says(ana, "a:marta", "On its way");
  const auto ben = asks(kBen, "Ben", "hello");
  catch_up();
  BOOST_TEST(names("bicycle") == "Ana ");
  BOOST_TEST(names("carrier") == "Ana ");
  BOOST_TEST(names("1042") == "Ana ");
  BOOST_TEST(names("way") == "Ana ");
  BOOST_TEST(names("ben") == "Ben ");
  BOOST_TEST(names("ben@example.org") == "Ben ");
  BOOST_TEST(names(ben.text()) == "Ben ");
  BOOST_TEST(names(ben.text().substr(0, 20)) == "Ben ");
  BOOST_TEST(names("bicycle carrier") == "");  // in two messages
  BOOST_TEST(names("nowhere") == "");
}

BOOST_AUTO_TEST_CASE(a_conversation_is_shown_once_by_its_newest_place) {
  const auto ana = asks(kAna, "Ana", "my order, one");
  asks(kBen, "Ben", "my order");
  const std::uint64_t newest = says(ana, kAna, "my order again");
  says(ana, kAna, "thanks");
  catch_up();
  const Page page = found(words("order"));
  BOOST_REQUIRE(page.rows.size() == 2u);
  BOOST_TEST(page.rows[0].name == "Ana");
  BOOST_TEST(page.hits[0].n == newest);
  BOOST_TEST(plain(page.hits[0]) == "my [order] again");
  BOOST_TEST(page.total == 2);
  BOOST_TEST(!page.gave_up);
  BOOST_TEST(names(words("order"), Order::oldest) == "Ben Ana ");
  BOOST_TEST(names(words("order"), Order::longest_wait) == "Ana Ben ");
}

BOOST_AUTO_TEST_CASE(a_hit_in_the_name_is_of_no_record) {
  asks(kAna, "Ana", "hello");
  catch_up();
  const Page page = found(words("ana"));
  BOOST_REQUIRE(page.hits.size() == 1u);
  BOOST_TEST(page.hits[0].n == 0u);
  BOOST_TEST(plain(page.hits[0]).starts_with("[Ana] [Ana]@example.org"));
}

BOOST_AUTO_TEST_CASE(what_was_taken_out_or_erased_is_found_no_more) {
  const auto ana = asks(kAna, "Ana", "hello");
  const std::uint64_t card = says(ana, kAna, "my card is 4000 1234");
  const auto ben = asks(kBen, "Ben", "my secret");
  catch_up();
  BOOST_TEST(names("4000") == "Ana ");
  adds(ana, Kind::redact, "a:marta", {{"ref", card}});
  adds(ben, Kind::erased, "a:marta", {});
  catch_up();
  BOOST_TEST(names("4000") == "");
  BOOST_TEST(names("hello") == "Ana ");
  BOOST_TEST(names("secret") == "");
  BOOST_TEST(names("ben") == "");
  Filter ben_by_name;
  ben_by_name.person = "ben";
  BOOST_TEST(names(ben_by_name) == "");
}

BOOST_AUTO_TEST_CASE(no_word_stays_behind_that_nobody_says_any_more) {
  const auto ana = asks(kAna, "Ana", "hello common");
  const std::uint64_t secret = says(ana, kAna, "common tulip4711");
  catch_up();
  const auto knows = [&](const std::string& word) {
    auto database = Database::for_reading(paths.index());
    Statement question = database->prepare(
        "SELECT 1 FROM vocabulary WHERE word = ?");
    return question.bind(1, word).step();
  };
  BOOST_TEST(knows("tulip4711"));
  says(ana, kAna, "quietly");
  catch_up();
  BOOST_TEST(knows("quietly"));
  adds(ana, Kind::redact, "a:marta", {{"ref", secret}});
  catch_up();
  BOOST_TEST(!knows("tulip4711"));
  BOOST_TEST(knows("common"));
  BOOST_TEST(knows("ana"));
  BOOST_TEST(names("quiet") == "Ana ");
}

BOOST_AUTO_TEST_CASE(the_beginning_of_too_many_words_is_a_word_itself) {
  std::string many;
  for (int i = 0; i <= Wanted::kMostCompletions; ++i)
    many += " mo" + std::to_string(i);
  asks(kAna, "Ana", "mo" + many);
  asks(kBen, "Ben", many);
  catch_up();
  BOOST_TEST(names("mo") == "Ana ");
  BOOST_TEST(names("mo17") == "Ben Ana ");
  BOOST_TEST(names("\"mo16 mo17") == "Ben Ana ");
}

BOOST_AUTO_TEST_CASE(a_new_name_takes_the_place_of_the_old_one) {
  const auto id = asks(kAna, "Guest", "hello");
  catch_up();
  adds(id, Kind::open, kBen,
       {{"name", "Benjamin"}, {"email", "b@shop.example"}, {"verified", true}});
  catch_up();
  BOOST_TEST(names("guest") == "");
  BOOST_TEST(names("benj") == "Benjamin ");
  Filter person;
  person.person = "shop benj";
  BOOST_TEST(names(person) == "Benjamin ");
  person.person = "guest";
  BOOST_TEST(names(person) == "");
}

BOOST_AUTO_TEST_CASE(words_and_every_other_filter_go_together) {
  const auto ana = asks(kAna, "Ana", "my order");
  const auto ben = asks(kBen, "Ben", "my order");
  asks(kBen, "Benno", "my order");
  adds(ana, Kind::tag, "a:marta", {{"add", "refund"}});
  adds(ben, Kind::file, kBen, {{"name", "a.png"}});
  goes_to(ben, "marta");
  becomes(ana, "closed");
  const base::Time closed = now;
  catch_up();
  Filter filter = words("order");
  filter.tag = "refund";
  BOOST_TEST(names(filter) == "Ana ");
  filter.status = "open";
  BOOST_TEST(names(filter) == "");
  filter = words("order");
  filter.person = "ben";
  BOOST_TEST(names(filter) == "Benno Ben ");
  filter.has_file = true;
  filter.assignee = "marta";
  BOOST_TEST(names(filter) == "Ben ");
  filter = words("order");
  filter.customer = kAna.substr(2);
  BOOST_TEST(names(filter) == "Ana ");
  filter = words("order");
  filter.closed_from = closed;
  BOOST_TEST(names(filter) == "Ana ");
  filter = words("order");
  filter.from = closed;
  BOOST_TEST(names(filter) == "Ana ");
  filter.from = {};
  filter.until = closed;
  filter.verified = false;
  BOOST_TEST(names(filter) == "Benno Ben ");
}

BOOST_AUTO_TEST_CASE(whatever_is_typed_is_no_error) {
  asks(kAna, "Ana", "my order");
  catch_up();
  for (const char* typed :
       {"\"", "*", "order*", "NEAR(", "text:order", "a AND", "OR", "(", ")",
        "-order", "^order", "{text} : order", "'; DROP TABLE words; --",
        "\x01\x02", "order\" OR \"", "ß", "İ", "ﬁ", "e\xcc\x81"})
    BOOST_CHECK_NO_THROW(found(words(typed)));
  BOOST_TEST(listing.ready());
  BOOST_TEST(names("\"my order\"*") == "Ana ");
}

// Against what holds() says of every message, page by page in both directions.
BOOST_AUTO_TEST_CASE(pages_of_a_search_show_everybody_once_both_ways) {
  std::mt19937 dice(11);
  std::vector<ConversationId> ids;
  for (int i = 0; i < 40; ++i)
    ids.push_back(asks(kAna, "C" + std::to_string(i), "hello"));
  for (int i = 0; i < 300; ++i) {
    const auto& id = ids[dice() % ids.size()];
    says(id, dice() % 2 ? kAna : "a:marta",
         dice() % 3 ? "about my order" : "something else");
  }
  catch_up();
  Filter filter = words("order");
  PageWish all;
  all.limit = 100;
  for (const Order order :
       {Order::newest, Order::oldest, Order::longest_wait}) {
    const std::string whole = names(filter, order, all);
    std::string forth, back;
    PageWish wish;
    wish.limit = 7;
    for (;;) {
      const Page page = found(filter, order, wish);
      for (const Row& row : page.rows) forth += row.name + " ";
      BOOST_REQUIRE(page.hits.size() == page.rows.size());
      if (!page.has_after) break;
      wish.after = page.last;
    }
    BOOST_TEST(forth == whole);
    wish = {};
    wish.limit = 7;
    wish.before = found(filter, order, {100, 30, {}, {}}).first;
    for (;;) {
      const Page page = found(filter, order, wish);
      std::string names;
      for (const Row& row : page.rows) names += row.name + " ";
      back = names + back;
      if (!page.has_before) break;
      wish.before = page.first;
    }
    BOOST_TEST(!back.empty());
    BOOST_TEST(whole.starts_with(back));
    PageWish third;
    third.limit = 7;
    third.offset = 14;
    BOOST_TEST(whole.find(names(filter, order, third)) != whole.npos);
  }
}

BOOST_AUTO_TEST_CASE(who_stays_untouched_is_neither_skipped_nor_shown_twice) {
  std::vector<ConversationId> ids;
  for (int i = 0; i < 30; ++i)
    ids.push_back(asks(kAna, "C" + std::to_string(i) + "|", "my order"));
  CatchUp with(paths, files);
  catch_up(with, now);
  for (const bool has_words : {false, true}) {
    const Filter filter = has_words ? words("order") : Filter{};
    std::map<std::string, int> shown;
    PageWish wish;
    wish.limit = 5;
    for (int moved = 0;; ++moved) {
      const Page page = found(filter, Order::newest, wish);
      for (const Row& row : page.rows) ++shown[row.id];
      if (!page.has_after) break;
      wish.after = page.last;
      // One of the first, long shown, moves to the top.
      says(ids[static_cast<std::size_t>(29 - moved % 3)], kAna, "my order");
      catch_up(with, now);
    }
    for (const auto& id : ids) BOOST_TEST(shown[id.text()] == 1);
  }
}

BOOST_AUTO_TEST_CASE(a_walk_tells_of_everybody_until_it_is_stopped) {
  for (int i = 0; i < 1203; ++i) {
    store::Record record;
    const auto id = ConversationId::make(now);
    std::filesystem::create_directories(paths.conversation(id).parent_path());
    std::ofstream file(paths.conversation(id));
    for (const Kind kind : {Kind::open, Kind::message}) {
      record.n = kind == Kind::open ? 1 : 2;
      record.t = now;
      record.kind = kind;
      record.by = kAna;
      record.more = {{"name", "Ana"}, {"text", "my order"}};
      file << store::encode(record) << "\n";
    }
  }
  catch_up();
  for (const bool has_words : {false, true}) {
    std::set<std::string> ids;
    listing.walk(has_words ? words("order") : Filter{}, Order::newest,
                 [&](const Row& row) { return ids.insert(row.id).second; });
    BOOST_TEST(ids.size() == 1203u);
  }
  int told = 0;
  listing.walk({}, Order::oldest, [&](const Row&) { return ++told < 10; });
  BOOST_TEST(told == 10);
  for (const bool has_words : {false, true}) {
    told = 0;
    int asked = 0;
    listing.walk(has_words ? words("order") : Filter{}, Order::newest,
                 [&](const Row&) { return ++told > 0; },
                 [&] { return ++asked < 2; });
    BOOST_TEST(asked == 2);
    BOOST_TEST(told == 1000);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::index
