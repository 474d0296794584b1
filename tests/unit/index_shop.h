// A shop with conversations and an index, in a folder of its own; gives the
// index's tests the trade's verbs.
#pragma once

#include <boost/test/unit_test.hpp>
#include <string>

#include "folder.h"
#include "index/catch_up.h"
#include "index/listing.h"
#include "store/conversations.h"

namespace support::test {

inline const std::string kAna = "c:" + std::string(32, 'a');
inline const std::string kBen = "c:" + std::string(32, 'b');

struct Shop {
  Folder folder;
  store::Paths paths{folder.path / "data", folder.path / "cache",
                     folder.path / "run"};
  store::Conversations files{paths, {}};
  base::Time now = *base::from_iso("2026-11-22T10:00:00Z");
  int key = 0;

  Shop() {
    for (const char* name :
         {"data/conversations", "data/journal", "data/users", "run"})
      std::filesystem::create_directories(folder.path / name);
  }

  store::Draft draft(store::Kind kind, std::string by,
                     base::json::Object more) {
    return {kind, std::move(by), "key-" + std::to_string(100000 + ++key),
            std::move(more)};
  }

  store::ConversationId opens(const std::string& by, const std::string& name,
                              bool verified = false) {
    const auto id = store::ConversationId::make(now);
    now += base::Seconds(1);
    BOOST_REQUIRE(files.create(id, now,
                               {draft(store::Kind::open, by,
                                      {{"name", name},
                                       {"email", name + "@example.org"},
                                       {"verified", verified}})}));
    return id;
  }
  store::ConversationId asks(const std::string& by, const std::string& name,
                             const std::string& text) {
    const auto id = opens(by, name);
    says(id, by, text);
    return id;
  }

  std::uint64_t adds(const store::ConversationId& id, store::Kind kind,
                     const std::string& by, base::json::Object more) {
    now += base::Seconds(1);
    const auto done = files.append(id, now, {draft(kind, by, std::move(more))});
    BOOST_REQUIRE(done);
    return done->n;
  }
  std::uint64_t says(const store::ConversationId& id, const std::string& by,
                     const std::string& text) {
    return adds(id, store::Kind::message, by, {{"text", text}});
  }
  void becomes(const store::ConversationId& id, const std::string& status) {
    adds(id, store::Kind::status, "a:marta", {{"to", status}});
  }
  void goes_to(const store::ConversationId& id, const std::string& login) {
    adds(id, store::Kind::assign, "a:marta", {{"to", login}});
  }

  // Rounds until nothing is left.
  static index::Caught catch_up(index::CatchUp& with, base::Time at) {
    index::Caught all;
    for (bool goes_on = true; goes_on;) {
      const index::Caught caught = with.run(at, 1000);
      all.records += caught.records;
      all.conversations += caught.conversations;
      all.swept |= caught.swept;
      if (caught.trouble) all.trouble = caught.trouble;
      goes_on = caught.has_more;
    }
    return all;
  }
  index::Caught catch_up() {
    index::CatchUp with(paths, files);
    return catch_up(with, now);
  }

  index::Row row(const store::ConversationId& id) {
    const auto found = index::Listing(paths).row(id.text());
    BOOST_REQUIRE(found);
    return *found;
  }
};

}  // namespace support::test
