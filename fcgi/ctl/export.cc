// supportctl export: conversations as JSON Lines (transfer.h), byte for byte.
// In memory is one conversation at a time, and a piece of an attachment.
// Changes nothing but the audit log; killed, it leaves a file with a dot in
// front at most.
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <ostream>

#include "base/crypto.h"
#include "base/text.h"
#include "ctl/arguments.h"
#include "ctl/transfer.h"
#include "store/adopt.h"
#include "store/conversations.h"
#include "store/customers.h"
#include "store/folder.h"
#include "store/log.h"
#include "store/version.h"

namespace support::ctl {
namespace {

namespace json = base::json;
using store::ConversationId;

constexpr int kWaitMs = 2000;

struct Choice {
  std::string told = "all";  // for the audit log
  std::string id;            // of one conversation, or ""
  std::vector<ConversationId> conversations;
};

// Lines go out, and into the sum that ends a conversation.
class Lines {
 public:
  explicit Lines(std::ostream& out) : out_(out) {}

  void put(std::string_view line) {
    out_ << line << '\n';
    if (!out_) throw base::IoError("output", "write", errno ? errno : EIO);
    sum_->add(line);
    sum_->add("\n");
  }
  void begin() { sum_.emplace(); }
  std::string sum() { return sum_->hex(); }

 private:
  std::ostream& out_;
  std::optional<base::crypto::Sha256> sum_{std::in_place};
};

std::string sha256_of(std::string_view bytes) {
  base::crypto::Sha256 sum;
  sum.add(bytes);
  return sum.hex();
}

// What no writer is in the middle of; nothing when it is gone.
std::optional<std::string> bytes_of(const base::Path& file) {
  const auto lock = store::LogReader::open(file);
  if (!lock) return std::nullopt;
  lock->wait_for_writer(kWaitMs);
  // As it is now: while we waited it grew, or was erased.
  const auto reader = store::LogReader::open(file);
  if (!reader) return std::nullopt;
  if (reader->size() > kMostConversationBytes) {
    throw base::IoError(file, "read", EFBIG);
  }
  return reader->read(0, static_cast<std::size_t>(reader->size()));
}

// Whom the `open` records name, each once, in order.
std::vector<std::string> customers_in(std::string_view bytes) {
  std::vector<std::string> customers;
  for (const std::string_view line : base::split(bytes, '\n')) {
    if (line.find("\"k\":\"open\"") == line.npos) continue;
    const auto record = store::decode(line);
    if (!record || record->kind != store::Kind::open ||
        !record->by.starts_with("c:")) {
      continue;
    }
    const std::string customer = record->by.substr(2);
    if (store::is_customer_key(customer) &&
        std::ranges::find(customers, customer) == customers.end()) {
      customers.push_back(customer);
    }
  }
  return customers;
}

json::Array lists_of(const Place& place, const ConversationId& id,
                     std::string_view bytes) {
  json::Array lists;
  for (const store::Listed& one :
       store::listed(place.paths, id, customers_in(bytes))) {
    json::Object fields{{"customer", one.customer},
                        {"t", base::iso(one.record.t)},
                        {"id", one.record.id}};
    for (const json::Member& member : one.record.more) {
      if (member.name != "conversation") fields.push_back(member);
    }
    lists.push_back(std::move(fields));
  }
  return lists;
}

void put_attachment(Lines& lines, const base::Path& file,
                    const std::string& name) {
  const auto fd = base::open_existing(file, O_RDONLY | O_NOFOLLOW);
  if (!fd) return;  // taken away meanwhile
  lines.put(json::write(json::Object{{"file", name}}));
  for (std::uint64_t at = 0;;) {
    const std::string piece = base::read_at(*fd, file, at, kPieceBytes);
    if (!piece.empty()) lines.put(piece_line(piece));
    if (piece.size() < kPieceBytes) return;
    at += piece.size();
  }
}

// False when it is gone.
bool put_conversation(const Place& place, Lines& lines,
                      const ConversationId& id) {
  const auto bytes = bytes_of(place.paths.conversation(id));
  if (!bytes) return false;
  lines.begin();
  lines.put(json::write(
      json::Object{{"conversation", id.text()},
                   {"bytes", bytes->size()},
                   {"sha256", sha256_of(*bytes)},
                   {"lists", lists_of(place, id, *bytes)}}));
  each_line_for(*bytes, [&](std::string_view line) { lines.put(line); });
  const base::Path files = place.paths.files_of(id);
  std::vector<std::string> names = store::names_in(files);
  std::ranges::sort(names);
  for (const std::string& name : names) {
    if (store::is_attachment_name(name)) {
      put_attachment(lines, files / name, name);
    }
  }
  lines.put(json::write(
      json::Object{{"end", id.text()}, {"sha256", lines.sum()}}));
  return true;
}

bool is_day(const std::string& text) {
  return store::ConversationId::parse(text + "-" + std::string(20, '0'))
      .has_value();
}

std::string day_in(const Arguments& arguments, std::string_view option,
                   std::string otherwise) {
  const auto text = arguments.value(option);
  if (!text) return otherwise;
  std::string day = *text;
  std::erase(day, '-');
  if (!is_day(day)) {
    throw Failure(kUsage, std::string(option) + ": a day is 2026-11-22");
  }
  return day;
}

std::vector<ConversationId> of_customer(const Place& place,
                                        const std::string& key) {
  if (!store::is_customer_key(key)) {
    throw Failure(kUsage, "--customer is a key of 32 hex digits");
  }
  std::vector<ConversationId> all;
  for (const store::CustomerEntry& entry :
       store::Customers(place.paths).conversations(key)) {
    all.push_back(entry.conversation);
  }
  if (all.empty()) throw Failure(kNoInput, "no such customer");
  std::ranges::sort(all);
  const auto again = std::ranges::unique(all);
  all.erase(again.begin(), again.end());
  return all;
}

Choice choice_of(const Place& place, const Arguments& arguments) {
  const auto one = arguments.value("--conversation");
  const auto customer = arguments.value("--customer");
  const bool range = arguments.value("--from") || arguments.value("--to");
  if ((one ? 1 : 0) + (customer ? 1 : 0) + (range ? 1 : 0) > 1) {
    throw Failure(kUsage, "one of --conversation, --customer, --from and --to");
  }
  const store::Conversations conversations(place.paths, {});
  if (one) {
    const auto id = ConversationId::parse(*one);
    if (!id || !base::stamp_of(place.paths.conversation(*id))) {
      throw Failure(kNoInput, "no such conversation");
    }
    return {"conversation", id->text(), {*id}};
  }
  if (customer) {
    return {"customer " + *customer, "", of_customer(place, *customer)};
  }
  Choice choice{"all", "", conversations.list()};
  if (!range) return choice;
  const std::string from = day_in(arguments, "--from", "00000000");
  const std::string to = day_in(arguments, "--to", "99999999");
  if (from > to) throw Failure(kUsage, "--from is after --to");
  choice.told = "from " + from + " to " + to;
  std::erase_if(choice.conversations, [&](const ConversationId& id) {
    return id.day() < from || id.day() > to;
  });
  return choice;
}

std::uint64_t put_all(const Place& place, const Choice& choice,
                      std::ostream& out) {
  Lines lines(out);
  lines.put(kExportHead);
  std::uint64_t count = 0;
  for (const ConversationId& id : choice.conversations) {
    if (put_conversation(place, lines, id)) ++count;
  }
  lines.put(json::write(
      json::Object{{"end", "export"}, {"conversations", count}}));
  out.flush();
  if (!out) throw base::IoError("output", "write", errno ? errno : EIO);
  return count;
}

base::Path beside(const base::Path& file) {
  return file.parent_path() / ('.' + file.filename().string() + ".part");
}

// A file gets its name when all of it is on disk.
std::uint64_t put_into(const Place& place, const Choice& choice,
                       const base::Path& file) {
  const base::Path part = beside(file);
  try {
    std::error_code none;
    std::filesystem::remove(part, none);
    const base::Fd fd =
        base::open_file(part, O_WRONLY | O_CREAT | O_EXCL, 0600);
    std::ofstream out(part, std::ios::binary);
    const std::uint64_t count = put_all(place, choice, out);
    base::sync_data(fd, part);
    if (std::rename(part.c_str(), file.c_str()) != 0) {
      throw base::IoError(file, "rename", errno);
    }
    base::sync_directory(file.has_parent_path() ? file.parent_path() : ".");
    return count;
  } catch (const base::IoError& error) {
    std::error_code left;
    std::filesystem::remove(part, left);
    throw Failure(status_of(error), error.what());
  }
}

// Whoever takes customers' words out leaves a trace; a full disk must not
// keep them from being taken out.
void note_in_audit(const Place& place, const Choice& choice) {
  try {
    tell_audit(place, "sensitive_export",
               choice.told + ": " +
                   std::to_string(choice.conversations.size()) +
                   " conversations",
               choice.id);
  } catch (const base::IoError& error) {
    if (!error.is_full()) throw;
    place.err << error.what() << "; not noted in the audit log\n";
  }
}

}  // namespace

int export_conversations(Place& place, const Words& words) {
  const Arguments arguments(
      words, {"--conversation", "--customer", "--from", "--to", "--output"},
      {});
  arguments.plain(0);
  store::check_version(place.paths);
  const Choice choice = choice_of(place, arguments);
  note_in_audit(place, choice);
  const auto file = arguments.value("--output");
  const std::uint64_t count = file ? put_into(place, choice, *file)
                                   : put_all(place, choice, place.out);
  place.err << count << " conversations\n";
  return kOk;
}

}  // namespace support::ctl
