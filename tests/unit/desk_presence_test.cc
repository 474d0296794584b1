#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "desk/presence.h"
#include "desk_fixture.h"

namespace support::desk {
namespace {

constexpr char kOne[] = "20261122-K7Q2M8XW4TB3N9RD5VHJ";
constexpr char kTwo[] = "20261122-0000000000000000000Z";

BOOST_FIXTURE_TEST_SUITE(desk_presence, test::DeskInFolder)

BOOST_AUTO_TEST_CASE(at_first_nobody_types) {
  BOOST_TEST(!customer_types(desk, kOne));
  BOOST_TEST(agent_typing(desk, kOne) == 0);
}

BOOST_AUTO_TEST_CASE(typing_lasts_six_seconds) {
  note_customer_typing(desk, kOne);
  note_agent_typing(desk, kOne, 7);
  wait(std::chrono::seconds(6));
  BOOST_TEST(customer_types(desk, kOne));
  BOOST_TEST(agent_typing(desk, kOne) == 7);
  wait(std::chrono::seconds(1));
  BOOST_TEST(!customer_types(desk, kOne));
  BOOST_TEST(agent_typing(desk, kOne) == 0);
}

BOOST_AUTO_TEST_CASE(typing_again_begins_anew) {
  note_customer_typing(desk, kOne);
  wait(std::chrono::seconds(5));
  note_customer_typing(desk, kOne);
  wait(std::chrono::seconds(5));
  BOOST_TEST(customer_types(desk, kOne));
}

BOOST_AUTO_TEST_CASE(the_two_sides_and_two_conversations_are_apart) {
  note_customer_typing(desk, kOne);
  BOOST_TEST(agent_typing(desk, kOne) == 0);
  BOOST_TEST(!customer_types(desk, kTwo));
  note_agent_typing(desk, kTwo, 3);
  BOOST_TEST(!customer_types(desk, kTwo));
  BOOST_TEST(agent_typing(desk, kOne) == 0);
}

BOOST_AUTO_TEST_CASE(the_agent_who_typed_last_is_named) {
  note_agent_typing(desk, kOne, 3);
  note_agent_typing(desk, kOne, 65535);
  BOOST_TEST(agent_typing(desk, kOne) == 65535);
}

BOOST_AUTO_TEST_CASE(several_agents_who_look_are_told_apart_in_order) {
  using Numbers = std::vector<std::uint16_t>;
  BOOST_TEST(agents_viewing(desk, kOne).empty());
  for (const std::uint16_t number : Numbers{12, 3, 65535, 3})
    note_agent_viewing(desk, kOne, number);
  BOOST_TEST(agents_viewing(desk, kOne) == Numbers({3, 12, 65535}));
  BOOST_TEST(agents_viewing(desk, kTwo).empty());
  BOOST_TEST(agents_typing(desk, kOne).empty());
}

BOOST_AUTO_TEST_CASE(looking_lasts_eight_seconds_for_each_alone) {
  note_agent_viewing(desk, kOne, 3);
  wait(std::chrono::seconds(5));
  note_agent_viewing(desk, kOne, 4);
  wait(std::chrono::seconds(3));
  BOOST_TEST(agents_viewing(desk, kOne).size() == 2u);
  wait(std::chrono::seconds(1));
  BOOST_TEST(agents_viewing(desk, kOne) == std::vector<std::uint16_t>{4});
}

BOOST_AUTO_TEST_CASE(agents_who_type_at_once_are_all_seen_by_staff) {
  note_agent_typing(desk, kOne, 3);
  note_agent_typing(desk, kOne, 4);
  BOOST_TEST(agents_typing(desk, kOne) ==
             (std::vector<std::uint16_t>{3, 4}));
  BOOST_TEST(agent_typing(desk, kOne) == 4);
  wait(std::chrono::seconds(7));
  BOOST_TEST(agents_typing(desk, kOne).empty());
}

BOOST_AUTO_TEST_CASE(another_process_sees_who_types) {
  BOOST_TEST(test::in_processes(1, [&](int) {
    note_agent_typing(desk, kOne, 7);
    return true;
  }) == 1);
  BOOST_TEST(agent_typing(desk, kOne) == 7);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::desk
