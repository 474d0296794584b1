#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <algorithm>
#include <memory>
#include <random>

#include "index_shop.h"

namespace support::index {
namespace {

using store::ConversationId;
using store::Kind;
using test::kAna;
using test::kBen;

struct GrowingShop : test::Shop {
  std::mt19937 dice{2026};
  std::vector<ConversationId> ids;

  int pick(int below) {
    return static_cast<int>(dice() % static_cast<unsigned>(below));
  }
  void happens(int i) {
    const std::string speakers[] = {kAna, kAna, "a:marta", "a:jonas",
                                    "s:hours"};
    const std::string statuses[] = {"open", "pending", "closed", "closed"};
    const ConversationId& id = ids[dice() % ids.size()];
    const std::string by = speakers[pick(5)];
    const std::string text = "text " + std::to_string(i % 50) + " order";
    switch (pick(13)) {
      case 0: case 1: case 2: says(id, by, text); return;
      case 3: adds(id, Kind::file, by, {{"name", "a.png"}}); return;
      case 4: case 5: becomes(id, statuses[pick(4)]); return;
      case 6: goes_to(id, pick(2) ? "jonas" : ""); return;
      case 7: adds(id, Kind::seen, by, {{"upto", pick(60)}}); return;
      case 8: adds(id, Kind::tag, by, {{pick(2) ? "add" : "remove", "gift"}});
              return;
      case 9: adds(id, Kind::note, "a:marta", {{"text", text}}); return;
      case 10: adds(id, Kind::rating, kAna, {{"value", 1 + pick(5)}}); return;
      case 11: adds(id, Kind::message, "a:marta",
                    {{"text", text}, {"quick", "hi bye"}});
               return;
      case 12:
        if (pick(3) == 0)
          adds(id, Kind::redact, "a:marta", {{"ref", 2 + pick(20)}});
        else if (pick(20) == 0)
          adds(id, Kind::erased, "a:marta", {});
        else
          adds(id, Kind::open, pick(2) ? kAna : kBen,
               {{"name", "Name" + std::to_string(pick(4))}});
    }
  }

  // All rows of all tables that follow from the conversations.
  static std::vector<std::string> content(const store::Paths& where) {
    auto database = Database::for_reading(where.index());
    BOOST_REQUIRE(database);
    std::vector<std::string> all;
    for (const std::string table :
         {"conversations", "messages", "word_list", "vocabulary", "tags",
          "tag_sums", "quick", "quick_sums", "cycles", "replies", "tallies"}) {
      Statement rows =
          database->prepare("SELECT * FROM " + table + " ORDER BY 1");
      while (rows.step()) {
        std::string row = table;
        for (int column = 0; column < 24; ++column)
          row += "|" + rows.text(column);
        all.push_back(row);
      }
    }
    std::ranges::sort(all);
    return all;
  }
};

BOOST_FIXTURE_TEST_SUITE(index_rebuild, GrowingShop)

BOOST_AUTO_TEST_CASE(piece_by_piece_or_at_once_every_table_is_the_same) {
  for (int i = 0; i < 9; ++i) ids.push_back(asks(kAna, "Ana", "Hello"));
  auto with = std::make_unique<CatchUp>(paths, files);
  for (int i = 0; i < 900; ++i) {
    happens(i);
    if (pick(4) == 0) with->run(now, pick(3) ? 200 : 0);
    if (pick(40) == 0) with = std::make_unique<CatchUp>(paths, files);
  }
  catch_up(*with, now);
  test::Folder other;
  const store::Paths elsewhere(paths.data(), other.path / "cache",
                               other.path / "run");
  CatchUp anew(elsewhere, files);
  catch_up(anew, now);
  const auto grown = content(paths), made = content(elsewhere);
  BOOST_TEST(made.size() > 300u);
  BOOST_TEST(grown == made, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::index
