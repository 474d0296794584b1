#define BOOST_TEST_DYN_LINK
#include "index/statistics.h"

#include <boost/test/unit_test.hpp>

#include "index/spread.h"
#include "index_shop.h"

namespace support::index {
namespace {

using base::Millis;
using base::Seconds;
using store::ConversationId;
using store::Kind;
using test::kAna;
using test::kBen;

constexpr std::chrono::hours kDay{24};

struct CountedShop : test::Shop {
  Statistics statistics{paths};
  Listing listing{paths};
  const base::Time morning = *base::from_iso("2026-11-22T09:00:00Z");
  Range day{morning, morning + kDay};

  // "09:01:30"
  static base::Time at(const std::string& time) {
    return *base::from_iso("2026-11-22T" + time + "Z");
  }
  std::uint64_t adds_at(const std::string& time, const ConversationId& id,
                        Kind kind, const std::string& by,
                        base::json::Object more) {
    const auto done =
        files.append(id, at(time), {draft(kind, by, std::move(more))});
    BOOST_REQUIRE(done);
    return done->n;
  }
  std::uint64_t says_at(const std::string& time, const ConversationId& id,
                        const std::string& by, const std::string& text) {
    return adds_at(time, id, Kind::message, by, {{"text", text}});
  }
  void closes_at(const std::string& time, const ConversationId& id,
                 const std::string& by) {
    adds_at(time, id, Kind::status, by, {{"to", "closed"}});
  }
  ConversationId opens_at(const std::string& time, const std::string& by) {
    const auto id = ConversationId::make(at(time));
    BOOST_REQUIRE(
        files.create(id, at(time), {draft(Kind::open, by, {{"name", ""}})}));
    return id;
  }

  AgentFigures of(const std::string& login) {
    for (const AgentFigures& agent : statistics.agents(day))
      if (agent.login == login) return agent;
    return {};
  }
  std::vector<Cycle> cycles() {
    std::vector<Cycle> all;
    statistics.cycles(day, [&](const Cycle& one) { all.push_back(one); });
    return all;
  }
  std::int64_t counted(const std::string& figure,
                       const std::string& agent = "") {
    Filter filter;
    filter.counted = Counted{figure, day.from, day.until, agent};
    const Page page = listing.page(filter, Order::newest, {});
    BOOST_TEST(page.total == std::ssize(page.rows));
    return page.total;
  }

  // The trace of the definitions' page.
  ConversationId golden() {
    const auto id = opens_at("09:00:00", kAna);
    says_at("09:00:00", id, kAna, "A");
    says_at("09:00:01", id, "s:hours", "We are closed");
    says_at("09:01:00", id, kAna, "B");
    adds_at("09:01:30", id, Kind::note, "a:x", {{"text", "hm"}});
    says_at("09:02:00", id, "a:x", "hello");
    closes_at("09:10:00", id, "a:x");
    says_at("09:30:00", id, kAna, "C");
    says_at("09:30:20", id, "a:y", "yes");
    closes_at("09:40:00", id, "a:y");
    adds_at("09:41:00", id, Kind::rating, kAna, {{"value", 5}, {"text", "!"}});
    return id;
  }
};

BOOST_FIXTURE_TEST_SUITE(index_statistics, CountedShop)

BOOST_AUTO_TEST_CASE(the_golden_trace_gives_exactly_its_figures) {
  golden();
  catch_up();
  const Figures all = statistics.figures(day);
  BOOST_TEST(all.cycles == 2);
  BOOST_TEST(all.conversations == 1);
  BOOST_TEST(all.reopened == 1);
  BOOST_TEST(all.first_reply.n == 2);
  BOOST_TEST((all.first_reply.mean == Seconds(70)));
  BOOST_TEST((all.first_reply.median == Seconds(70)));
  BOOST_TEST((all.first_reply.p90 == Seconds(120)));
  BOOST_TEST(all.not_answered == 0);
  BOOST_TEST((all.accept.mean == Seconds(70)));
  BOOST_TEST(all.reply.n == 2);
  BOOST_TEST((all.reply.mean == Seconds(70)));
  BOOST_TEST((all.reply.p90 == Seconds(120)));
  BOOST_TEST(all.resolution.n == 2);
  BOOST_TEST((all.resolution.mean == Seconds(600)));
  BOOST_TEST((all.resolution.median == Seconds(600)));
  BOOST_TEST(all.full_resolution.n == 1);
  BOOST_TEST((all.full_resolution.mean == Seconds(2400)));
  BOOST_TEST(all.missed == 0);
  BOOST_TEST(all.abandoned == 0);
  BOOST_TEST(all.dropped == 0);
  BOOST_TEST(all.from_customers == 3);
  BOOST_TEST(all.from_agents == 2);
  BOOST_TEST(all.automatic == 1);
  BOOST_TEST(all.ratings.asked == 2);
  BOOST_TEST(all.ratings.given == 1);
  BOOST_TEST(all.ratings.positive == 1);

  const AgentFigures x = of("x"), y = of("y");
  BOOST_TEST(statistics.agents(day).size() == 2u);
  BOOST_TEST((x.first_reply.median == Seconds(120)));
  BOOST_TEST((y.first_reply.median == Seconds(20)));
  BOOST_TEST((x.reply.median == Seconds(120)));
  BOOST_TEST((y.reply.median == Seconds(20)));
  BOOST_TEST(x.conversations == 1);
  BOOST_TEST(y.messages == 1);
  BOOST_TEST(x.closes == 1);
  BOOST_TEST(x.reopened_24h == 1);
  BOOST_TEST(y.closes == 1);
  BOOST_TEST(y.reopened_24h == 0);
  BOOST_TEST(x.ratings.asked == 1);
  BOOST_TEST(x.ratings.given == 0);
  BOOST_TEST(y.ratings.given == 1);
  BOOST_TEST(y.ratings.positive == 1);

  const auto open = statistics.backlogs({at("08:59:59"), at("09:05:00"),
                                        at("09:20:00"), at("09:35:00"),
                                        at("09:40:00")});
  BOOST_TEST((open == std::vector<std::int64_t>{0, 1, 0, 1, 0}));
}

BOOST_AUTO_TEST_CASE(the_golden_trace_as_cycles) {
  const auto id = golden();
  catch_up();
  const auto all = cycles();
  BOOST_REQUIRE(all.size() == 2u);
  BOOST_TEST(all[0].conversation == id.text());
  BOOST_TEST(all[0].number == 1);
  BOOST_TEST((all[0].started == morning));
  BOOST_TEST((all[0].replied == at("09:02:00")));
  BOOST_TEST((all[0].accepted == at("09:02:00")));
  BOOST_TEST((all[0].closed == at("09:10:00")));
  BOOST_TEST(all[0].replied_by == "x");
  BOOST_TEST(all[0].closed_by == "x");
  BOOST_TEST(!all[0].rating);
  BOOST_TEST(all[1].number == 2);
  BOOST_TEST(all[1].rated_agent == "y");
  BOOST_TEST(*all[1].rating == 5);
  BOOST_TEST(all[1].comment == "!");
}

BOOST_AUTO_TEST_CASE(each_figure_leads_to_the_conversations_it_counts) {
  golden();
  const auto missed = opens_at("10:00:00", kBen);
  says_at("10:00:00", missed, kBen, "anybody?");
  closes_at("10:05:00", missed, "a:y");
  const auto open = opens_at("11:00:00", kBen);
  says_at("11:00:00", open, kBen, "hello");
  catch_up();
  BOOST_TEST(counted("cycles") == 3);
  BOOST_TEST(counted("reopened") == 1);
  BOOST_TEST(counted("first_reply") == 1);
  BOOST_TEST(counted("first_reply", "x") == 1);
  BOOST_TEST(counted("first_reply", "z") == 0);
  BOOST_TEST(counted("not_answered") == 2);
  BOOST_TEST(counted("accept") == 1);
  BOOST_TEST(counted("reply", "y") == 1);
  BOOST_TEST(counted("resolution") == 2);
  BOOST_TEST(counted("full_resolution") == 2);
  BOOST_TEST(counted("missed") == 1);
  BOOST_TEST(counted("abandoned") == 1);
  BOOST_TEST(counted("dropped") == 0);
  BOOST_TEST(counted("rated") == 1);
  BOOST_TEST(counted("positive", "y") == 1);
  BOOST_TEST(counted("positive", "x") == 0);
  BOOST_TEST(counted("replied", "x") == 1);
  BOOST_TEST(counted("closes", "y") == 2);
  BOOST_TEST(counted("reopened_24h", "x") == 1);
  BOOST_TEST(counted("no such figure") == 0);
  BOOST_TEST(is_figure("missed"));
  BOOST_TEST(!is_figure("no such figure"));
  BOOST_TEST(statistics.figures(day).missed == 1);
  BOOST_TEST(statistics.figures(day).not_answered == 2);
}

BOOST_AUTO_TEST_CASE(a_cycle_counts_where_it_began_and_until_is_outside) {
  golden();
  catch_up();
  const auto cycles_in = [&](const char* from, const char* until) {
    return statistics.figures({at(from), at(until)}).cycles;
  };
  BOOST_TEST(cycles_in("09:00:00", "09:30:00") == 1);
  BOOST_TEST(cycles_in("09:00:00", "09:30:01") == 2);
  BOOST_TEST(cycles_in("09:00:01", "09:30:00") == 0);
  const Figures later = statistics.figures({at("09:30:00"), at("10:00:00")});
  BOOST_TEST(later.cycles == 1);
  BOOST_TEST(later.reopened == 1);
  BOOST_TEST(later.reply.n == 1);
  BOOST_TEST(later.from_customers == 1);
  BOOST_TEST(later.full_resolution.n == 0);
  // The first cycle's figures do not care that its reply came later.
  const Figures first = statistics.figures({at("09:00:00"), at("09:00:01")});
  BOOST_TEST((first.first_reply.median == Seconds(120)));
  BOOST_TEST((first.reply.median == Seconds(120)));
  BOOST_TEST(first.from_agents == 0);
}

BOOST_AUTO_TEST_CASE(a_file_is_a_message_and_a_note_is_none) {
  const auto id = opens_at("09:00:00", kAna);
  adds_at("09:00:00", id, Kind::file, kAna, {{"name", "a.png"}});
  adds_at("09:00:30", id, Kind::note, "a:x", {{"text", "look"}});
  adds_at("09:01:00", id, Kind::file, "a:x", {{"name", "b.pdf"}});
  says_at("09:02:00", id, "a:y", "and more");
  catch_up();
  const Figures all = statistics.figures(day);
  BOOST_TEST((all.first_reply.median == Seconds(60)));
  BOOST_TEST(all.reply.n == 1);
  BOOST_TEST(all.from_customers == 1);
  BOOST_TEST(all.from_agents == 2);
  BOOST_TEST(of("x").reply.n == 1);
  BOOST_TEST(of("y").reply.n == 0);
  BOOST_TEST(of("y").conversations == 1);
}

BOOST_AUTO_TEST_CASE(an_assignment_accepts_and_a_second_one_does_not) {
  const auto id = opens_at("09:00:00", kAna);
  adds_at("09:00:00", id, Kind::assign, "s:routing", {{"to", "y"}});
  says_at("09:00:00", id, kAna, "hello");
  adds_at("09:00:10", id, Kind::assign, "a:x", {{"to", ""}});
  adds_at("09:00:20", id, Kind::assign, "a:x", {{"to", "x"}});
  adds_at("09:00:30", id, Kind::assign, "a:x", {{"to", "y"}});
  catch_up();
  BOOST_TEST((statistics.figures(day).accept.median == Seconds(20)));
  BOOST_TEST(of("y").open == 1);
}

BOOST_AUTO_TEST_CASE(who_is_gone_before_the_answer_has_abandoned) {
  const auto id = opens_at("09:00:00", kAna);
  says_at("09:00:00", id, kAna, "hello");
  adds_at("09:00:05", id, Kind::seen, kAna, {{"upto", 2}});
  catch_up();
  BOOST_TEST(statistics.figures(day).abandoned == 0);
  const std::uint64_t reply = says_at("09:10:00", id, "a:x", "hello");
  catch_up();
  BOOST_TEST(statistics.figures(day).abandoned == 1);
  BOOST_TEST(statistics.figures(day).dropped == 1);
  const std::uint64_t more = says_at("09:11:00", id, "a:x", "still there?");
  adds_at("09:12:00", id, Kind::seen, kAna,
          {{"upto", static_cast<std::int64_t>(reply)}});
  catch_up();
  BOOST_TEST(statistics.figures(day).abandoned == 0);
  BOOST_TEST(statistics.figures(day).dropped == 1);
  adds_at("09:13:00", id, Kind::seen, kAna,
          {{"upto", static_cast<std::int64_t>(more)}});
  catch_up();
  BOOST_TEST(statistics.figures(day).dropped == 0);
}

BOOST_AUTO_TEST_CASE(staff_who_see_or_close_are_no_sign_of_the_customer) {
  const auto id = opens_at("09:00:00", kAna);
  says_at("09:00:00", id, kAna, "hello");
  says_at("09:10:00", id, "a:x", "hello");
  adds_at("09:11:00", id, Kind::seen, "a:x", {{"upto", 3}});
  closes_at("09:12:00", id, "s:silence");
  catch_up();
  const Figures all = statistics.figures(day);
  BOOST_TEST(all.abandoned == 1);
  BOOST_TEST(all.dropped == 1);
  BOOST_TEST(all.missed == 0);
  BOOST_TEST(cycles()[0].closed_by == "");
  BOOST_TEST(of("x").closes == 0);
}

BOOST_AUTO_TEST_CASE(a_missed_one_who_writes_again_has_not_abandoned) {
  const auto id = opens_at("09:00:00", kAna);
  says_at("09:00:00", id, kAna, "hello");
  closes_at("09:10:00", id, "a:x");
  closes_at("09:11:00", id, "a:x");
  catch_up();
  BOOST_TEST(statistics.figures(day).missed == 1);
  BOOST_TEST(statistics.figures(day).abandoned == 1);
  BOOST_TEST(of("x").closes == 1);
  says_at("09:20:00", id, kAna, "hello?");
  catch_up();
  BOOST_TEST(statistics.figures(day).missed == 1);
  BOOST_TEST(statistics.figures(day).abandoned == 0);
  BOOST_TEST(of("x").reopened_24h == 1);
}

BOOST_AUTO_TEST_CASE(reopened_by_staff_is_no_cycle_until_the_customer_writes) {
  const auto id = opens_at("09:00:00", kAna);
  says_at("09:00:00", id, kAna, "hello");
  says_at("09:01:00", id, "a:x", "hello");
  closes_at("09:10:00", id, "a:x");
  adds_at("09:20:00", id, Kind::status, "a:x", {{"to", "open"}});
  says_at("09:21:00", id, "a:x", "by the way");
  closes_at("09:22:00", id, "a:x");
  catch_up();
  BOOST_TEST(statistics.figures(day).cycles == 1);
  BOOST_TEST(statistics.backlogs({at("09:20:30")}).front() == 0);
  BOOST_TEST(of("x").closes == 1);
  BOOST_TEST(of("x").reopened_24h == 0);
  BOOST_TEST(of("x").messages == 2);
  BOOST_TEST(of("x").reply.n == 1);
}

BOOST_AUTO_TEST_CASE(a_rating_goes_to_who_replied_last_before_the_close) {
  const auto id = opens_at("09:00:00", kAna);
  says_at("09:00:00", id, kAna, "hello");
  says_at("09:01:00", id, "a:x", "hello");
  says_at("09:02:00", id, "a:y", "done");
  closes_at("09:10:00", id, "a:x");
  says_at("09:20:00", id, kAna, "and this");
  says_at("09:21:00", id, "a:z", "yes");
  catch_up();
  adds_at("09:22:00", id, Kind::rating, kAna, {{"value", 2}});
  adds_at("09:23:00", id, Kind::rating, kAna, {{"value", 4}});
  catch_up();
  BOOST_TEST(of("y").ratings.given == 1);
  BOOST_TEST(of("y").ratings.positive == 1);
  BOOST_TEST(of("x").ratings.given == 0);
  BOOST_TEST(of("z").ratings.given == 0);
  BOOST_TEST(statistics.figures(day).ratings.asked == 1);
}

BOOST_AUTO_TEST_CASE(what_is_taken_out_was_never_said) {
  const auto id = opens_at("09:00:00", kAna);
  const std::uint64_t first = says_at("09:00:00", id, kAna, "my card");
  says_at("09:05:00", id, kAna, "hello");
  says_at("09:06:00", id, "a:x", "hello");
  catch_up();
  BOOST_TEST((statistics.figures(day).first_reply.median == Seconds(360)));
  adds_at("09:07:00", id, Kind::redact, "a:x",
          {{"ref", static_cast<std::int64_t>(first)}});
  catch_up();
  BOOST_TEST((statistics.figures(day).first_reply.median == Seconds(60)));
  BOOST_TEST(statistics.figures(day).from_customers == 1);
  BOOST_TEST(statistics.figures(day).cycles == 1);
  adds_at("09:08:00", id, Kind::erased, "a:x", {});
  catch_up();
  BOOST_TEST(statistics.figures(day).cycles == 0);
  BOOST_TEST(statistics.agents(day).empty());
}

BOOST_AUTO_TEST_CASE(a_guest_who_signs_in_goes_on_with_the_cycle) {
  const auto id = opens_at("09:00:00", kAna);
  says_at("09:00:00", id, kAna, "hello");
  adds_at("09:01:00", id, Kind::open, kBen, {{"name", "Ben"}});
  says_at("09:02:00", id, kBen, "it is me");
  says_at("09:03:00", id, "a:x", "hello");
  catch_up();
  BOOST_TEST(statistics.figures(day).cycles == 1);
  BOOST_TEST((statistics.figures(day).reply.median == Seconds(180)));
}

BOOST_AUTO_TEST_CASE(within_a_day_is_within_24_hours_to_the_millisecond) {
  const auto id = opens_at("09:00:00", kAna);
  says_at("09:00:00", id, kAna, "hello");
  says_at("09:00:01", id, "a:x", "hello");
  closes_at("09:01:00", id, "a:x");
  const base::Time edge = at("09:01:00") + kDay;
  BOOST_REQUIRE(files.append(
      id, edge + Millis(1), {draft(Kind::message, kAna, {{"text", "a"}})}));
  catch_up();
  BOOST_TEST(of("x").reopened_24h == 0);
  const auto other = opens_at("09:00:00", kAna);
  says_at("09:00:00", other, kAna, "hello");
  says_at("09:00:01", other, "a:x", "hello");
  closes_at("09:01:00", other, "a:x");
  BOOST_REQUIRE(files.append(other, edge,
                             {draft(Kind::message, kAna, {{"text", "a"}})}));
  catch_up();
  BOOST_TEST(of("x").reopened_24h == 1);
}

BOOST_AUTO_TEST_CASE(without_an_index_every_figure_is_0) {
  BOOST_TEST(statistics.figures(day).cycles == 0);
  BOOST_TEST(statistics.agents(day).empty());
  BOOST_TEST(statistics.backlogs({morning}).front() == 0);
  catch_up();
  BOOST_TEST(statistics.figures(day).first_reply.n == 0);
}

BOOST_AUTO_TEST_CASE(median_and_p90_are_those_of_the_sorted_values) {
  const auto spread = [](std::vector<std::int64_t> values) {
    const Spread it = spread_of(std::move(values));
    return std::vector<std::int64_t>{it.n, it.median.count(), it.p90.count(),
                                     it.mean.count()};
  };
  using Expected = std::vector<std::int64_t>;
  BOOST_TEST((spread({}) == Expected{0, 0, 0, 0}));
  BOOST_TEST((spread({5}) == Expected{1, 5, 5, 5}));
  BOOST_TEST((spread({9, 1}) == Expected{2, 5, 9, 5}));
  BOOST_TEST((spread({3, 1, 8}) == Expected{3, 3, 8, 4}));
  BOOST_TEST((spread({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}) ==
              Expected{10, 5, 9, 5}));
  BOOST_TEST((spread({11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}) ==
              Expected{11, 6, 10, 6}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::index
