#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "base/json.h"
#include "ctl/metrics_file.h"
#include "ctl/status_words.h"
#include "ctl_place.h"
#include "store/latch.h"

namespace support::ctl {
namespace {

struct Watched : test::CtlPlace {
  std::optional<base::FileLock> supportd;

  Watched() {
    place.config.metrics_file = folder.path / "metrics.prom";
    std::filesystem::create_directories(place.config.cache_dir);
  }
  void start() {
    supportd = base::FileLock::take(
        place.config.data_dir / ".supportd-lock", 0);
    BOOST_REQUIRE(supportd.has_value());
  }
  // What a healthy housekeeper wrote so long ago, and `more`.
  void tell(double seconds_ago, const std::string& more = "") {
    const auto now = base::Clock().now().time_since_epoch().count();
    const double written = static_cast<double>(now) / 1000 - seconds_ago;
    base::replace_file(
        place.config.metrics_file,
        "# HELP bookshop_support_build_info x\n"
        "bookshop_support_build_info{version=\"9.9\"} 1\n"
        "bookshop_support_workers 8\nbookshop_support_workers_up 8\n"
        "bookshop_support_start_time_seconds " + std::to_string(written - 3700) +
        "\nbookshop_support_written_time_seconds " + std::to_string(written) +
        "\nbookshop_support_requests_total{kind=\"send\",class=\"2xx\"} 40\n"
        "bookshop_support_requests_total{kind=\"send\",class=\"5xx\"} 2\n"
        "bookshop_support_fsync_duration_seconds_bucket{le=\"0.001\"} 98\n"
        "bookshop_support_fsync_duration_seconds_bucket{le=\"0.0025\"} 99\n"
        "bookshop_support_fsync_duration_seconds_bucket{le=\"+Inf\"} 100\n"
        "bookshop_support_fsync_duration_seconds_sum 0.2\n"
        "bookshop_support_fsync_duration_seconds_count 100\n" + more, 0644);
  }
  bool says(const std::string& words, const std::string& text) {
    return text.find(words) != text.npos;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(ctl_status, Watched)

BOOST_AUTO_TEST_CASE(a_healthy_service_is_told_in_figures_and_exits_with_0) {
  start();
  tell(3);
  const std::string told = run(ctl::status, {});
  BOOST_TEST(status == kOk);
  BOOST_TEST(says("version 9.9", told));
  BOOST_TEST(says("8 of 8 up", told));
  BOOST_TEST(says("42: 0 polls, 42 sends", told));
  BOOST_TEST(says("2 failed", told));
  BOOST_TEST(says("mean 2.0 ms, 99 % within 2.5 ms", told));
  BOOST_TEST(says("all       is well", told));
}

BOOST_AUTO_TEST_CASE(without_supportd_it_exits_with_69) {
  tell(3);
  BOOST_TEST(says("DOES NOT RUN", run(ctl::status, {})));
  BOOST_TEST(status == kUnavailable);
}

BOOST_AUTO_TEST_CASE(figures_that_are_old_tell_of_a_housekeeper_that_hangs) {
  start();
  tell(300);
  BOOST_TEST(says("the housekeeper hangs: its figures are 5 min old",
                  run(ctl::status, {})));
  BOOST_TEST(status == kTryAgain);
}

BOOST_AUTO_TEST_CASE(the_latch_is_told_with_its_reason) {
  start();
  tell(3);
  store::latch(place.paths, "data: write: Input/output error");
  const std::string told = run(ctl::status, {});
  BOOST_TEST(says("LATCHED since", told));
  BOOST_TEST(says("data: write: Input/output error", told));
  BOOST_TEST(says("supportctl storage clear", told));
  BOOST_TEST(status == kTryAgain);
}

BOOST_AUTO_TEST_CASE(an_index_far_behind_is_trouble_and_a_little_is_none) {
  start();
  tell(3, "bookshop_support_index_behind_seconds 60\n");
  BOOST_TEST(says("behind by 60 s", run(ctl::status, {})));
  BOOST_TEST(status == kOk);
  tell(3, "bookshop_support_index_behind_seconds 600\n");
  BOOST_TEST(says("far behind", run(ctl::status, {})));
  BOOST_TEST(status == kTryAgain);
}

BOOST_AUTO_TEST_CASE(a_program_reads_the_same_as_json) {
  start();
  tell(3);
  const auto told = base::json::parse(run(ctl::status, {"--json"}));
  BOOST_REQUIRE(told.has_value());
  BOOST_TEST(told->flag("running"));
  BOOST_TEST(told->integer("requests") == 42);
  BOOST_TEST(*told->find("fsync_p99_ms")->real() == 2.5);
  BOOST_TEST(told->find("troubles")->array()->empty());
  BOOST_TEST(told->find("disks")->array()->size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_metrics_file_of_nonsense_is_passed_over) {
  const MetricsFile file("bookshop_support_a x\nbookshop_support_b\n\n# c\n"
                         "other 3\nbookshop_support_d 4\n");
  BOOST_TEST(file.value("a") == 0);
  BOOST_TEST(!file.find("other").has_value());
  BOOST_TEST(file.value("d") == 4);
  BOOST_TEST(!file.within("a", 0.99).has_value());
}

BOOST_AUTO_TEST_CASE(durations_and_sizes_are_words_for_a_person) {
  BOOST_TEST(duration(3.9) == "3 s");
  BOOST_TEST(duration(725) == "12 min");
  BOOST_TEST(duration(4920) == "1 h 22 min");
  BOOST_TEST(duration(4 * 86400 + 7200) == "4 days 2 h");
  BOOST_TEST(bytes(812) == "812 B");
  BOOST_TEST(bytes(12.3 * 1024 * 1024 * 1024) == "12.3 GiB");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace support::ctl
