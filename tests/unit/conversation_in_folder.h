// One conversation's file for a test, with the verbs of the store.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "store/conversations.h"
#include "store_data.h"

namespace support::test {

struct ConversationInFolder : Data {
  using Answer = std::expected<store::Appended, base::Refusal>;

  static constexpr char kAna[] = "c:9f2c0123456789abcdef0123456789ab";
  store::Conversations conversations{paths, {}};
  store::ConversationId id =
      store::ConversationId::parse("20261122-K7Q2M8XW4TB3N9RD5VHJ").value();
  base::Path file = paths.conversation(id);

  // The run directory is there before anything can break.
  ConversationInFolder() { std::filesystem::create_directory(path / "run"); }

  static store::Draft opening(const std::string& key = "key-open") {
    return {store::Kind::open, kAna, key, {{"name", "Ana"}}};
  }
  static store::Draft message(std::string text, const std::string& key,
                              const std::string& by = kAna) {
    return {store::Kind::message, by, key, {{"text", std::move(text)}}};
  }

  Answer start() {
    return conversations.create(id, now,
                                {opening(), message("Hello", "key-hello")});
  }
  Answer say(std::string text, const std::string& key,
             const std::string& by = kAna) {
    return conversations.append(id, now, {message(std::move(text), key, by)});
  }

  // As a client does when others hold the lock for too long.
  Answer say_at_last(const std::string& text, const std::string& key) {
    return retry_while_busy([&] { return say(text, key); });
  }

  // What a reader sees: "1 open|2 message Hello|"
  std::string seen() const { return in_words(conversations.all(id)); }
  static std::string in_words(const std::optional<store::Batch>& batch) {
    std::string words;
    if (!batch) return "nothing";
    for (const store::Entry& entry : batch->entries) {
      const store::Record& record = entry.record;
      words += std::to_string(record.n) + " " + record.kind_name;
      if (!record.text().empty()) words += " " + record.text();
      words += "|";
    }
    return words;
  }

  // A line as the store would write it, `length` bytes long with its newline.
  std::string line(std::uint64_t n, std::size_t length) const {
    store::Record record{.n = n,
                         .t = now,
                         .kind = store::Kind::message,
                         .kind_name = "",
                         .by = kAna,
                         .id = "k" + std::to_string(10'000'000 + n),
                         .more = {{"text", ""}}};
    const std::size_t least = encode(record).size() + 1;
    record.more = {{"text", std::string(length - least, 'x')}};
    return encode(record) + "\n";
  }

  // n of every record of a batch, "3 4 5 ".
  static std::string numbers(const store::Batch& batch) {
    std::string text;
    for (const store::Entry& entry : batch.entries)
      text += std::to_string(entry.record.n) + " ";
    return text;
  }
  // A file of lines that are as long as `length` says for each.
  template <class Length>
  void fill(std::uint64_t count, Length length) {
    std::string bytes;
    for (std::uint64_t n = 1; n <= count; ++n) bytes += line(n, length(n));
    put(file, bytes);
  }
};

}  // namespace support::test
