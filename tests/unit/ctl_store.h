// A supportctl place with conversations in it, and ways to spoil them.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "base/crypto.h"
#include "ctl_place.h"
#include "store/conversations.h"
#include "store/customers.h"
#include "store/files.h"

namespace support::test {

struct StorePlace : CtlPlace {
  const std::string customer = "0123456789abcdef0123456789abcdef";
  store::Conversations conversations{place.paths, {}};
  store::Customers customers{place.paths};
  base::Time now = *base::from_iso("2026-11-22T10:41:07.123Z");

  // Opened by Ana, who says "Hello".
  store::ConversationId conversation(const std::string& key = "create-01") {
    const auto id = store::ConversationId::make(now);
    if (!customers.note(customer, key, id, now)) throw "note";
    const std::string by = "c:" + customer;
    if (!conversations.create(
            id, now,
            {{store::Kind::open, by, key + "-o",
              {{"name", "Ana"}, {"email", ""}, {"verified", true}}},
             {store::Kind::message, by, key, {{"text", "Hello"}}}})) {
      throw "create";
    }
    return id;
  }
  void add(const store::ConversationId& id, store::Draft draft) {
    now += base::Millis(1000);
    if (!conversations.append(id, now, {std::move(draft)})) throw "append";
  }
  void say(const store::ConversationId& id, const std::string& by,
           const std::string& text) {
    add(id, {store::Kind::message, by, "", {{"text", text}}});
  }
  // An attached file, named by the next record.
  base::Path attach(const store::ConversationId& id, const std::string& bytes,
                    std::uint64_t n) {
    base::crypto::Sha256 sum;
    sum.add(bytes);
    const std::string sha256 = sum.hex();
    const base::Path file = place.paths.file(id, n, sha256);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << bytes;
    add(id, {store::Kind::file, "c:" + customer, "",
             store::fields_of({.name = "note.txt",
                               .media = "text/plain",
                               .bytes = bytes.size(),
                               .sha256 = sha256})});
    return file;
  }

  std::string text_of(const base::Path& file) const {
    return base::read_file(file, 1 << 24).value_or("");
  }
  void write(const base::Path& file, const std::string& text) const {
    std::ofstream(file, std::ios::trunc | std::ios::binary) << text;
  }
  // The n-th line, from 1, without its newline.
  static std::pair<std::size_t, std::size_t> line_in(const std::string& text,
                                                     int number) {
    std::size_t begin = 0;
    while (--number > 0) begin = text.find('\n', begin) + 1;
    return {begin, text.find('\n', begin) - begin};
  }
};

}  // namespace support::test
