#define BOOST_TEST_DYN_LINK
#include "desk/metrics.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "base/tally.h"
#include "desk/metrics_page.h"
#include "desk_fixture.h"
#include "store/latch.h"

namespace support::desk {
namespace {

using namespace std::chrono_literals;
using base::RequestKind;

struct MetricsInFolder : test::DeskInFolder {
  base::Tallies& worker = table.tallies(0);
  base::Tallies& other_worker = table.tallies(1);
  IndexState index;

  // The value of a sample, "" when there is none.
  std::string value(const std::string& name) {
    const std::string text = "\n" + metrics_text(desk, index);
    const std::string start = "\nbookshop_support_" + name + " ";
    const auto at = text.find(start);
    if (at == text.npos) return "";
    const auto begin = at + start.size();
    return text.substr(begin, text.find('\n', begin) - begin);
  }
  base::Tallies::Requests& of(RequestKind kind) {
    return worker.requests[static_cast<std::size_t>(kind)];
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(desk_metrics, MetricsInFolder)

BOOST_AUTO_TEST_CASE(what_all_processes_counted_is_added_up) {
  worker.appends.add(3);
  other_worker.appends.add(4);
  BOOST_TEST(value("appends_total") == "7");
}

BOOST_AUTO_TEST_CASE(requests_are_told_by_kind_and_class) {
  of(RequestKind::poll).by_class[0].add(5);
  of(RequestKind::send).by_class[3].add();
  BOOST_TEST(value("requests_total{kind=\"poll\",class=\"2xx\"}") == "5");
  BOOST_TEST(value("requests_total{kind=\"send\",class=\"5xx\"}") == "1");
  BOOST_TEST(value("requests_total{kind=\"send\",class=\"2xx\"}") == "0");
}

BOOST_AUTO_TEST_CASE(a_histogram_counts_up_to_each_bound_and_sums_in_seconds) {
  worker.syncs.add(100us);
  worker.syncs.add(101us);
  worker.syncs.add(1500ms);
  worker.syncs.add(1h);
  const std::string name = "fsync_duration_seconds";
  BOOST_TEST(value(name + "_bucket{le=\"0.0001\"}") == "1");
  BOOST_TEST(value(name + "_bucket{le=\"0.00025\"}") == "2");
  BOOST_TEST(value(name + "_bucket{le=\"1\"}") == "2");
  BOOST_TEST(value(name + "_bucket{le=\"2.5\"}") == "3");
  BOOST_TEST(value(name + "_bucket{le=\"10\"}") == "3");
  BOOST_TEST(value(name + "_bucket{le=\"+Inf\"}") == "4");
  BOOST_TEST(value(name + "_count") == "4");
  BOOST_TEST(std::abs(std::stod(value(name + "_sum")) - 3601.500201) < 1e-6);
}

BOOST_AUTO_TEST_CASE(an_append_is_counted_with_its_sync) {
  base::count_in(worker);
  const auto chat = guest_says("Hello");
  base::count_in(other_worker);
  BOOST_TEST(value("appends_total") == "2");  // the list, the conversation
  BOOST_TEST(std::stoi(value("fsync_duration_seconds_count")) > 2);
  static base::Tallies none;
  base::count_in(none);
}

BOOST_AUTO_TEST_CASE(a_worker_that_lives_is_up_and_a_dead_one_is_not) {
  table.process(0).pid = ::getpid();
  table.process(1).pid = 0x3fffffff;  // no Linux has so many
  BOOST_TEST(value("workers") == std::to_string(config.workers));
  BOOST_TEST(value("workers_up") == "1");
  BOOST_TEST(value("workers_busy") == "0");
}

BOOST_AUTO_TEST_CASE(a_request_of_over_ten_seconds_has_its_worker_hung) {
  const auto steady = [] {
    return std::chrono::duration_cast<base::Millis>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
  table.process(0).pid = table.process(1).pid = ::getpid();
  table.process(0).busy_since_ms = steady();
  table.process(1).busy_since_ms = steady() - 11'000;
  BOOST_TEST(value("workers_busy") == "2");
  BOOST_TEST(value("workers_hung") == "1");
}

BOOST_AUTO_TEST_CASE(an_index_that_cannot_be_opened_is_behind_and_says_no_more) {
  index.behind = 90s;
  BOOST_TEST(value("index_behind_seconds") == "90");
  BOOST_TEST(value("index_unread_conversations") == "");
  index.lag.emplace().unread = 7;
  BOOST_TEST(value("index_unread_conversations") == "7");
}

BOOST_AUTO_TEST_CASE(the_latch_is_told_with_its_time) {
  BOOST_TEST(value("storage_latched") == "0");
  BOOST_TEST(value("storage_latched_time_seconds") == "");
  store::latch(desk.paths, "journal: write: Input/output error");
  BOOST_TEST(value("storage_latched") == "1");
  BOOST_TEST(std::stoll(value("storage_latched_time_seconds")) >
             1'700'000'000);
}

BOOST_AUTO_TEST_CASE(the_room_left_is_told_for_both_directories) {
  std::filesystem::create_directories(config.cache_dir);
  for (const std::string directory : {"data", "cache"}) {
    const std::string label = "{directory=\"" + directory + "\"}";
    BOOST_TEST(std::stoull(value("disk_size_bytes" + label)) >=
               std::stoull(value("disk_free_bytes" + label)));
  }
}

BOOST_AUTO_TEST_CASE(the_file_is_replaced_and_may_be_read_by_a_collector) {
  config.metrics_file = path / "metrics.prom";
  for (int i = 0; i < 2; ++i) write_metrics(desk, index);
  const auto text = base::read_file(config.metrics_file, 1 << 20);
  BOOST_TEST(text.value().starts_with("# HELP bookshop_support_build_info"));
  struct stat found {};
  BOOST_REQUIRE(::stat(config.metrics_file.c_str(), &found) == 0);
  BOOST_TEST((found.st_mode & 0777) == 0644u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::desk
