#define BOOST_TEST_DYN_LINK
#include "base/config.h"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "base/file.h"
#include "base/origin.h"
#include "base/text.h"
#include "folder.h"

using namespace support::base;

namespace {

const std::string kRequired =
    "socket = run/s.sock\n"
    "data_dir = /var/data\n"
    "cache_dir = cache\n"
    "run_dir = ./run/\n"
    "keys_file = ../keys\n"
    "templates_dir = templates\n";
const std::string kWhole = kRequired + "origins = https://shop.example\n";

struct SupportConf : support::test::Folder {
  const Path file = path / "support.conf";

  Config load(const std::string& text) const {
    std::ofstream(file) << text;
    return load_config(file);
  }
  // What is said behind the file's name, empty when all is well.
  std::string complaint(const std::string& text) const try {
    load(text);
    return "";
  } catch (const ConfigError& e) {
    const std::string what = e.what();
    BOOST_TEST(what.starts_with(file.string() + ':'));
    return what.substr(file.string().size() + 1);
  }
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

bool is_same(Rate a, Rate b) {
  return a.count == b.count && a.per_seconds == b.per_seconds;
}

// `text` without the lines that set `key`.
std::string without(const std::string& key, std::string_view text) {
  std::string kept;
  for (const std::string_view line : split(text, '\n'))
    if (!line.starts_with(key + " =")) kept += std::string(line) + '\n';
  return kept;
}

// "#key = value" for every key that is shown but not set; prose has a blank
// behind its "#".
std::string spelt_out(std::string_view text) {
  std::string spelt;
  for (std::string_view line : split(text, '\n')) {
    if (line.size() > 1 && line[0] == '#' && line[1] != ' ')
      line.remove_prefix(1);
    spelt += std::string(line) + '\n';
  }
  return spelt;
}

std::string example() {
  const Path here = Path(__FILE__).parent_path();
  return read_file(here / "../../conf/support.conf", 1 << 16).value();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(base_config, SupportConf)

BOOST_AUTO_TEST_CASE(relative_paths_stand_from_the_folder_of_the_file) {
  const Config config = load(kWhole);
  BOOST_TEST(config.socket == path / "run/s.sock");
  BOOST_TEST(config.data_dir == "/var/data");
  BOOST_TEST(config.keys_file == path.parent_path() / "keys");
  BOOST_TEST(config.clock_file.empty());
}

BOOST_AUTO_TEST_CASE(every_key_is_taken) {
  const Config config = load(
      kRequired +
      "clock_file = clock\nworkers = 3\ntls = off\ndemo = yes\n"
      "cheap_passwords = yes\ndata_group = www-data\n"
      "origins =  http://127.0.0.1:8080  http://localhost \t http://[::1]:9\n"
      "max_text_code_points = 1\nmax_text_bytes = 2\nmax_line_bytes = 2048\n"
      "max_file_bytes = 4\nmax_conversation_bytes = 5000\n"
      "rate_create = 1/11\nrate_send = 2/12\nrate_poll = 3/13\n"
      "rate_upload = 4/14\nrate_wrong_token = 5/15\nrate_login = 6/16\n");
  BOOST_TEST(config.clock_file == path / "clock");
  BOOST_TEST(config.workers == 3);
  BOOST_TEST(!config.tls);
  BOOST_TEST(config.demo);
  BOOST_TEST(config.cheap_passwords);
  BOOST_TEST(config.data_group == "www-data");
  BOOST_TEST(config.origins == (std::vector<std::string>{
                                   "http://127.0.0.1:8080", "http://localhost",
                                   "http://[::1]:9"}));
  BOOST_TEST(config.limits.text_code_points == 1u);
  BOOST_TEST(config.limits.text_bytes == 2u);
  BOOST_TEST(config.limits.line_bytes == 2048u);
  BOOST_TEST(config.limits.file_bytes == 4u);
  BOOST_TEST(config.limits.conversation_bytes == 5000u);
  BOOST_TEST(is_same(config.limits.create, {1, 11}));
  BOOST_TEST(is_same(config.limits.send, {2, 12}));
  BOOST_TEST(is_same(config.limits.poll, {3, 13}));
  BOOST_TEST(is_same(config.limits.upload, {4, 14}));
  BOOST_TEST(is_same(config.limits.wrong_token, {5, 15}));
  BOOST_TEST(is_same(config.limits.login_address, {6, 16}));
}

BOOST_AUTO_TEST_CASE(the_example_loads_and_tells_the_defaults_truly) {
  const std::string written = example();
  const std::string spelt = spelt_out(written);
  for (const std::string& text : {written, spelt}) {
    const Config config = load(text);
    const Config defaults;
    BOOST_TEST(config.data_dir == "/var/lib/bookshop-support");
    BOOST_TEST(config.workers == defaults.workers);
    BOOST_TEST(config.tls == defaults.tls);
    BOOST_TEST(config.demo == defaults.demo);
    BOOST_TEST(config.cheap_passwords == defaults.cheap_passwords);
    BOOST_TEST(config.clock_file == defaults.clock_file);
    const Limits &a = config.limits, &b = defaults.limits;
    BOOST_TEST(a.text_code_points == b.text_code_points);
    BOOST_TEST(a.text_bytes == b.text_bytes);
    BOOST_TEST(a.line_bytes == b.line_bytes);
    BOOST_TEST(a.file_bytes == b.file_bytes);
    BOOST_TEST(a.conversation_bytes == b.conversation_bytes);
    for (const auto rate : {&Limits::create, &Limits::send, &Limits::poll,
                            &Limits::upload, &Limits::wrong_token,
                            &Limits::login_address})
      BOOST_TEST(is_same(a.*rate, b.*rate));
  }
}

BOOST_AUTO_TEST_CASE(the_example_names_every_key) {
  for (const char* key :
       {"socket", "data_dir", "cache_dir", "run_dir", "keys_file",
        "templates_dir", "metrics_file", "clock_file", "workers", "tls", "demo",
        "cheap_passwords", "origins", "data_group", "max_text_code_points",
        "max_text_bytes", "max_line_bytes", "max_file_bytes",
        "max_conversation_bytes", "rate_create", "rate_send", "rate_poll",
        "rate_upload", "rate_wrong_token", "rate_login"})
    BOOST_TEST(has(spelt_out(example()), '\n' + std::string(key) + " ="), key);
}

BOOST_AUTO_TEST_CASE(a_missing_file_cannot_be_read) {
  try {
    load_config(file);
    BOOST_FAIL("loaded what is not there");
  } catch (const ConfigError& e) {
    BOOST_TEST(e.what() == file.string() +
                               ": cannot be read: No such file or directory");
  }
}

BOOST_AUTO_TEST_CASE(each_required_key_is_missed) {
  for (const char* key : {"socket", "data_dir", "cache_dir", "run_dir",
                          "keys_file", "templates_dir", "origins"}) {
    const std::string rest = without(key, kWhole);
    BOOST_TEST(complaint(rest) == " " + std::string(key) + " must be set");
    BOOST_TEST(complaint(rest + key + " =") != "");
  }
}

BOOST_AUTO_TEST_CASE(an_error_names_its_line_past_comments) {
  BOOST_TEST(complaint("# one\n\n; two\n  # colour = 1\n colour = 1\n" +
                       kWhole) == "5: colour is no key of this file");
  BOOST_TEST(complaint(kWhole + "workers\n").starts_with("8: "));
  BOOST_TEST(complaint(kWhole + "= 5\n").starts_with("8: "));
  BOOST_TEST(has(complaint(kWhole + "tls = on\n\ntls = on\n"), "10: dup"));
  BOOST_TEST(complaint(kWhole + "[limits]\nworkers = 2\n") ==
             "8: has no sections");
  BOOST_TEST(complaint(kWhole + "workers = \xFF\n") == " is no UTF-8 text");
}

BOOST_AUTO_TEST_CASE(lines_may_end_as_on_windows) {
  BOOST_TEST(load(kWhole + "workers = 2\r\n").workers == 2);
}

BOOST_AUTO_TEST_CASE(a_value_is_taken_exactly_or_not_at_all) {
  for (const char* line :
       {"workers = 0", "workers = 65", "workers = 8.0", "workers = eight",
        "workers =", "workers = 8 # cores", "tls = yes", "tls = On",
        "demo = on", "demo = true", "cheap_passwords = 1",
        "max_text_bytes = 0", "max_text_bytes = 32769", "max_line_bytes = 1k",
        "max_line_bytes = 65537", "max_conversation_bytes = 67108865",
        "max_file_bytes = -1", "rate_send = 60", "rate_send = 60/",
        "rate_send = 0/60", "rate_send = 60/0", "rate_send = 60/60/60",
        "rate_send = 60 / 60", "rate_send = 60/m", "data_group = \"www\"",
        "data_group = a b", "data_group = ../x", "Workers = 8"})
    BOOST_TEST(complaint(kWhole + line).starts_with("8: "), line);
}

BOOST_AUTO_TEST_CASE(what_is_for_tests_needs_the_demo) {
  BOOST_TEST(complaint(kWhole + "clock_file = clock") ==
             "8: clock_file needs demo = yes");
  BOOST_TEST(complaint(kWhole + "cheap_passwords = yes") ==
             "8: cheap_passwords needs demo = yes");
  BOOST_TEST(complaint(kWhole + "cheap_passwords = no\nclock_file =") == "");
  BOOST_TEST(complaint(kWhole + "clock_file = clock\ndemo = yes") == "");
}

BOOST_AUTO_TEST_CASE(without_tls_only_loopback_is_an_origin) {
  const auto with = [&](const std::string& origins, const std::string& tls) {
    return complaint(kRequired + "origins = " + origins + "\ntls = " + tls);
  };
  BOOST_TEST(with("http://127.0.0.1:8080 http://localhost:8080", "off") == "");
  BOOST_TEST(with("http://[::1] http://127.0.0.1", "off") == "");
  for (const char* origin :
       {"http://shop.example", "https://localhost", "http://127.0.0.1.evil.com",
        "http://127.0.0.2", "http://localhost.evil.com", "http://[::2]",
        "http://localhost http://shop.example"})
    BOOST_TEST(has(with(origin, "off"), "7: origins may name only loopback"),
               origin);
  BOOST_TEST(has(with("http://localhost", "on"), "https://"));
  BOOST_TEST(with("https://a.example https://b.example:8443", "on") == "");
}

BOOST_AUTO_TEST_CASE(an_origin_is_what_a_browser_would_send) {
  for (const char* origin :
       {"https://shop.example", "http://a", "https://xn--bcher-kva.example",
        "https://10.0.0.1:8443", "http://[::1]", "http://[2001:db8::1]:8080",
        "http://shop.example:65535", "http://shop.example:443"})
    BOOST_TEST(!wrong_with_origin(origin), origin);
  for (const char* origin :
       {"", "shop.example", "//shop.example", "ftp://shop.example", "null", "*",
        "https://", "https://*", "https://*.shop.example",
        "https://shop.example/", "https://shop.example/x",
        "https://shop.example?", "https://Shop.example",
        "HTTPS://shop.example", "https://shop.example.", "https://.example",
        "https://a..b", "https://-a.example", "https://a-.example",
        "https://b\xC3\xBC" "cher.example", "https://user@shop.example",
        "https://shop.example:", "https://shop.example:0",
        "https://shop.example:08443", "https://shop.example:65536",
        "https://shop.example:x", "https://shop.example:443",
        "http://shop.example:80", "https://a:1:2", "http://::1",
        "http://[::1", "http://[]", "http://[0:0::1]", "http://[2001:DB8::1]",
        "http://[::1]x", "http://[::1%25lo]", "https://a,b"})
    BOOST_TEST(wrong_with_origin(origin).has_value(), origin);
}

BOOST_AUTO_TEST_CASE(a_socket_path_must_fit_its_address) {
  const std::string rest = kWhole.substr(kWhole.find('\n'));
  BOOST_TEST(complaint("socket = /" + std::string(106, 's') + rest) == "");
  BOOST_TEST(has(complaint("socket = /" + std::string(107, 's') + rest),
                 "1: socket is too long"));
}

BOOST_AUTO_TEST_SUITE_END()
