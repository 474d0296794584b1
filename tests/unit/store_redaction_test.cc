#define BOOST_TEST_DYN_LINK
#include "store/redaction.h"

#include <boost/test/unit_test.hpp>

#include "conversation_in_folder.h"
#include "sick_disk.h"

namespace support::store {
namespace {

using base::Reason;

const std::string kSecret = "my card is mauve";

struct Redacting : test::ConversationInFolder {
  Redacting() { start(); }

  std::uint64_t said(const std::string& text, const std::string& key) {
    return say(text, key).value().n;
  }
  auto takes_out(std::uint64_t n) {
    return redact(paths, conversations, id, n, now, "s:ctl");
  }
  // The redact record alone, as who is killed after it leaves it.
  void tells(std::uint64_t n) {
    conversations
        .append(id, now,
                {{Kind::redact, "s:ctl", "redact-" + std::to_string(n),
                  {{"ref", n}, {"was", "message"}}}})
        .value();
  }
  bool is_on_disk(const std::string& text) const {
    return get(file).find(text) != std::string::npos;
  }
  std::string line_of(std::uint64_t n) const {
    const auto entry = conversations.find(id, n);
    const std::string bytes = get(file).substr(entry->offset);
    return bytes.substr(0, bytes.find('\n'));
  }
  // Every line is a record, in order.
  std::size_t whole_lines() const {
    std::size_t count = 0;
    const std::string bytes = get(file);
    for (const std::string_view line : base::split(bytes, '\n')) {
      if (line.empty()) continue;
      const auto record = decode(line);
      BOOST_TEST_REQUIRE(record.has_value());
      BOOST_TEST(record->n == ++count);
    }
    return count;
  }
};

BOOST_FIXTURE_TEST_SUITE(store_redaction, Redacting)

BOOST_AUTO_TEST_CASE(the_words_are_gone_and_all_else_is_where_it_was) {
  const std::uint64_t n = said(kSecret, "key-secret");
  said("after", "key-after");
  const std::string before = get(file);
  const auto offset_after = conversations.find(id, n + 1)->offset;
  BOOST_TEST(takes_out(n).value() == "message");
  BOOST_TEST(!is_on_disk(kSecret));
  BOOST_TEST(whole_lines() == 5u);
  BOOST_TEST(conversations.find(id, n + 1)->offset == offset_after);
  BOOST_TEST(get(file).substr(offset_after, 80) ==
             before.substr(offset_after, 80));
  BOOST_TEST(seen() ==
             "1 open|2 message Hello|3 void|4 message after|5 redact|");
}

BOOST_AUTO_TEST_CASE(a_void_fits_into_a_line_of_any_length) {
  for (const Kind kind :
       {Kind::message, Kind::note, Kind::file, Kind::rating}) {
    for (std::size_t more = 0; more < 40; ++more) {
      Record record{.n = 7, .t = now, .kind = kind, .kind_name = "",
                    .by = "a:x", .id = "key-0001", .more = {}};
      const std::size_t length = encode(record).size() + more;
      const auto found = decode(void_line(record, length));
      BOOST_TEST_REQUIRE(void_line(record, length).size() == length);
      BOOST_TEST_REQUIRE(found.has_value());
      BOOST_TEST(found->n == 7u);
      BOOST_CHECK(found->t == now);
      BOOST_CHECK(found->kind == Kind::voided);
      BOOST_TEST(found->by == "a:x");
      BOOST_TEST(found->id == "key-0001");
    }
  }
}

BOOST_AUTO_TEST_CASE(where_it_was_shorter_than_ours_the_length_stays_too) {
  Record record{.n = 7, .t = now, .kind = Kind::message, .kind_name = "",
                .by = kAna, .id = "key-0001", .more = {}};
  for (std::size_t length = 1; length < 140; ++length)
    BOOST_TEST(void_line(record, length).size() == length);
}

BOOST_AUTO_TEST_CASE(its_attachment_goes_and_no_other) {
  const std::string sha256(64, 'f');
  for (const char* key : {"key-file-1", "key-file-2"}) {
    conversations
        .append(id, now, {{Kind::file, kAna, key, {{"name", "a.txt"},
                                                   {"sha256", sha256}}}})
        .value();
  }
  for (const std::uint64_t n : {3u, 4u, 33u})
    put(paths.file(id, n, sha256), "bytes");
  test::Syncs syncs;
  BOOST_TEST(takes_out(3).value() == "file");
  BOOST_TEST(!std::filesystem::exists(paths.file(id, 3, sha256)));
  BOOST_TEST(std::filesystem::exists(paths.file(id, 4, sha256)));
  BOOST_TEST(std::filesystem::exists(paths.file(id, 33, sha256)));
  BOOST_TEST(syncs.has(paths.files_of(id).string()));
  BOOST_TEST(!is_on_disk("3-a.txt"));
}

BOOST_AUTO_TEST_CASE(what_was_only_told_is_finished_once) {
  const std::uint64_t n = said(kSecret, "key-secret");
  tells(n);
  BOOST_TEST(is_on_disk(kSecret));
  BOOST_TEST(finish_redactions(paths, id).value() == 1u);
  BOOST_TEST(!is_on_disk(kSecret));
  const std::string after = get(file);
  test::Syncs syncs;
  BOOST_TEST(finish_redactions(paths, id).value() == 0u);
  BOOST_TEST(takes_out(n).value() == "message");
  BOOST_TEST(get(file) == after);
  // Who overwrote it may have been killed before it was on disk.
  BOOST_TEST(syncs.has(file.string()));
}

// A line lies in several sectors, and each of them is the old or the new one.
BOOST_AUTO_TEST_CASE(a_line_that_the_power_cut_while_overwritten_is_finished) {
  const std::uint64_t n = said(std::string(1500, 'x') + kSecret, "key-secret");
  said("after", "key-after");
  tells(n);
  const std::string old = get(file);
  finish_redactions(paths, id).value();
  const std::string fresh = get(file);
  BOOST_REQUIRE(old.size() == fresh.size());
  constexpr std::size_t kSector = 512;
  for (unsigned pattern = 1; pattern < 31; ++pattern) {
    std::string mixed = old;
    for (std::size_t at = 0; at < mixed.size(); at += kSector) {
      if ((pattern >> (at / kSector) % 5) & 1)
        mixed.replace(at, kSector, fresh.substr(at, kSector));
    }
    put(file, mixed);
    finish_redactions(paths, id).value();
    BOOST_TEST(!is_on_disk(kSecret), pattern);
    BOOST_TEST(whole_lines() == 5u, pattern);
    BOOST_TEST(get(file).substr(0, 400) == fresh.substr(0, 400), pattern);
  }
}

BOOST_AUTO_TEST_CASE(remains_of_earlier_tries_to_write_it_go_too) {
  const std::string before = get(file);
  const std::uint64_t n = said(kSecret, "key-secret");
  const std::string line = get(file).substr(before.size());
  put(file, before + "#" + line.substr(1, line.size() - 20) + "#\n" +
                line.substr(0, line.size() - 9) + "\n" + line +
                "{\"n\":4,\"t\":\"of somebody else");
  BOOST_TEST(takes_out(n).value() == "message");
  BOOST_TEST(!is_on_disk("card"));
  BOOST_TEST(is_on_disk("of somebody else"));
  BOOST_TEST(seen() == "1 open|2 message Hello|3 void|4 redact|");
  BOOST_TEST(finish_redactions(paths, id).value() == 0u);
}

BOOST_AUTO_TEST_CASE(its_sender_who_sends_it_again_does_not_store_it_anew) {
  const std::uint64_t n = said(kSecret, "key-secret");
  takes_out(n).value();
  const auto again = say(kSecret, "key-secret").value();
  BOOST_TEST(again.n == n);
  BOOST_TEST(again.repeated);
  BOOST_TEST(!is_on_disk(kSecret));
  // What was said with the making of the conversation is sent by create.
  takes_out(2).value();
  BOOST_TEST(start().value().repeated);
  BOOST_TEST(!is_on_disk("Hello"));
}

BOOST_AUTO_TEST_CASE(what_nobody_said_is_not_taken_out) {
  conversations.append(id, now, {{Kind::status, "a:marta", "key-status",
                                  {{"to", "closed"}}}}).value();
  const std::string before = get(file);
  BOOST_CHECK(takes_out(1).error().reason == Reason::bad_request);
  BOOST_CHECK(takes_out(3).error().reason == Reason::bad_request);
  BOOST_CHECK(takes_out(9).error().reason == Reason::not_found);
  BOOST_TEST(get(file) == before);
  const auto nobody = ConversationId::make(now);
  BOOST_CHECK(finish_redactions(paths, nobody).error().reason ==
              Reason::not_found);
}

BOOST_AUTO_TEST_CASE(a_redact_record_that_names_an_opening_overwrites_nothing) {
  tells(1);
  const std::string before = get(file);
  BOOST_TEST(finish_redactions(paths, id).value() == 0u);
  BOOST_TEST(get(file) == before);
}

BOOST_AUTO_TEST_CASE(a_disk_that_fails_in_the_middle_leaves_it_hidden) {
  const std::uint64_t n = said(kSecret, "key-secret");
  tells(n);
  {
    const test::SickDisk sick(EIO);
    BOOST_CHECK_THROW(finish_redactions(paths, id), base::IoError);
  }
  BOOST_TEST(seen() == "1 open|2 message Hello|3 void|4 redact|");
  BOOST_CHECK(finish_redactions(paths, id).error().reason ==
              Reason::storage_latched);
  clear_latch(paths);
  BOOST_TEST(finish_redactions(paths, id).has_value());
  BOOST_TEST(!is_on_disk(kSecret));
  BOOST_TEST(whole_lines() == 4u);
}

BOOST_AUTO_TEST_CASE(a_disk_that_refuses_the_redact_record_takes_nothing_out) {
  const std::uint64_t n = said(kSecret, "key-secret");
  {
    const test::SickDisk sick(ENOSPC);
    BOOST_CHECK_THROW(takes_out(n), base::IoError);
  }
  BOOST_TEST(conversations.find(id, n)->record.text() == kSecret);
  BOOST_TEST(takes_out(n).has_value());
  BOOST_TEST(!is_on_disk(kSecret));
}

BOOST_AUTO_TEST_CASE(who_writes_meanwhile_loses_nothing) {
  const std::uint64_t n = said(kSecret, "key-secret");
  const int good = test::in_processes(4, [&](int i) {
    if (i < 2)
      return test::retry_while_busy([&] { return takes_out(n); }).has_value();
    for (int k = 0; k < 20; ++k) {
      const std::string key = "key-" + std::to_string(1000 + i * 20 + k);
      if (!say_at_last("word", key)) return false;
    }
    return true;
  });
  BOOST_TEST(good == 4);
  BOOST_TEST(whole_lines() == 2 + 1 + 40 + 1u);
  BOOST_TEST(!is_on_disk(kSecret));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace support::store
