// supportctl import: what export wrote (transfer.h) becomes the same files
// again, byte for byte.  A conversation comes into the store when its last
// line has been read and found true, so that bad input, a kill or a full disk
// leaves whole ones and nothing half.  May run while supportd does, and again:
// what is there already with the same bytes is passed over.
#include <fstream>
#include <iostream>
#include <ostream>

#include "base/crypto.h"
#include "base/text.h"
#include "ctl/arguments.h"
#include "ctl/transfer.h"
#include "store/adopt.h"
#include "store/latch.h"
#include "store/log.h"
#include "store/version.h"

namespace support::ctl {
namespace {

namespace json = base::json;
using store::ConversationId;

struct Figures {
  std::uint64_t imported = 0;
  std::uint64_t same = 0;  // were there already
  std::vector<std::string> different;
};

class Import {
 public:
  Import(const Place& place, std::istream& in) : place_(place), in_(in) {}

  const Figures& figures() const { return figures_; }

  void run() {
    if (in_.next() != kExportHead) in_.fail("is no export that we know");
    std::uint64_t seen = 0;
    for (;; ++seen) {
      const Line line = next();
      if (const auto& value = line.value; value.find("conversations")) {
        if (value.text("end") != "export" ||
            value.integer("conversations") != static_cast<std::int64_t>(seen)) {
          in_.fail("not as many conversations as were exported");
        }
        if (in_.next()) in_.fail("the export has ended before this line");
        return;
      }
      conversation(line);
    }
  }

 private:
  struct Line {
    std::string text;
    json::Value value;
  };

  Line next() {
    auto line = in_.next();
    if (!line) in_.fail("the export is cut off here");
    auto value = json::parse(*line);
    if (!value || !value->object()) in_.fail("is no JSON object");
    return {std::move(*line), std::move(*value)};
  }

  // What has come of one conversation.
  struct Content {
    store::StagedFile file;
    std::vector<store::Attachment> attachments = {};
    std::uint64_t bytes = 0;
    base::crypto::Sha256 own = {}, whole = {};
  };

  // A record's fields are its own, whatever their names.
  static bool has(const Line& line, std::string_view name) {
    return !line.value.find("n") && line.value.find(name);
  }

  // From its head to its end.
  void conversation(const Line& head) {
    const auto id = ConversationId::parse(head.value.text("conversation"));
    if (!id) in_.fail("names no conversation");
    const std::vector<store::Listed> lists = lists_in(head.value, *id);
    Content content{.file = store::StagedFile(place_.paths)};
    content.whole.add(head.text + '\n');
    Line line = next();
    for (; !has(line, "end"); line = next()) add(line, content);
    if (line.value.text("end") != id->text() ||
        line.value.text("sha256") != content.whole.hex()) {
      in_.fail("a line of this conversation was changed");
    }
    const std::string sum = content.own.hex();
    if (sum != head.value.text("sha256")) {
      in_.fail("the conversation is not that of its head");
    }
    take(*id, sum, std::move(content.file), std::move(content.attachments),
         lists);
  }

  void add(const Line& line, Content& content) {
    content.whole.add(line.text + '\n');
    if (has(line, "file")) {
      return content.attachments.push_back(attachment(line.value));
    }
    const auto piece = bytes_for(line.text, line.value);
    if (!piece) in_.fail("is no line of an export, or was changed");
    if (!content.attachments.empty()) {
      return content.attachments.back().file.add(*piece);
    }
    content.bytes += piece->size();
    if (content.bytes > kMostConversationBytes) {
      in_.fail("too long a conversation");
    }
    content.own.add(*piece);
    content.file.add(*piece);
  }

  store::Attachment attachment(const json::Value& value) {
    const std::string name = value.text("file");
    if (!store::is_attachment_name(name)) in_.fail("names no attachment");
    return {name, store::StagedFile(place_.paths)};
  }

  std::vector<store::Listed> lists_in(const json::Value& head,
                                      const ConversationId& id) {
    std::vector<store::Listed> lists;
    const json::Value* all = head.find("lists");
    if (!all || !all->array()) in_.fail("has no lists");
    for (const json::Value& one : *all->array()) {
      const std::string customer = one.text("customer");
      const auto time = base::from_iso(one.text("t"));
      const std::string key = one.text("id");
      if (!one.object() || !time || !store::is_customer_key(customer) ||
          (!key.empty() && !store::is_message_key(key))) {
        in_.fail("a list's entry is none");
      }
      store::Record record;
      record.t = *time;
      record.kind = store::Kind::conversation;
      record.kind_name = store::name_of(record.kind);
      record.by = "c:" + customer;
      record.id = key;
      record.more = {{"conversation", id.text()}};
      for (const json::Member& member : *one.object()) {
        if (member.name != "customer" && member.name != "t" &&
            member.name != "id" && member.name != "conversation") {
          record.more.push_back(member);
        }
      }
      lists.push_back({customer, std::move(record)});
    }
    return lists;
  }

  // Looks twice, as another import may be at work on the same.
  void take(const ConversationId& id, const std::string& sha256,
            store::StagedFile file, std::vector<store::Attachment> attachments,
            const std::vector<store::Listed>& lists) {
    if (is_there(id, sha256)) return;
    const auto done =
        store::adopt(place_.paths, place_.clock.now(), id, std::move(file),
                     std::move(attachments), lists);
    if (done) {
      ++figures_.imported;
    } else if (done.error().reason != base::Reason::conflict ||
               !is_there(id, sha256)) {
      fail(done.error());
    }
  }

  // With the same bytes, or with others: it is counted so.
  bool is_there(const ConversationId& id, const std::string& sha256) {
    const auto there = store::LogReader::open(place_.paths.conversation(id));
    if (!there) return false;
    base::crypto::Sha256 sum;
    sum.add(there->read(0, static_cast<std::size_t>(there->size())));
    if (sum.hex() == sha256) {
      ++figures_.same;
    } else {
      figures_.different.push_back(id.text());
    }
    return true;
  }

  const Place& place_;
  LineReader in_;
  Figures figures_;
};

void print_json(std::ostream& out, const Figures& figures) {
  json::Array different(figures.different.begin(), figures.different.end());
  out << json::write(json::Object{{"imported", figures.imported},
                                  {"same", figures.same},
                                  {"different", std::move(different)}})
      << '\n';
}

void tell(const Place& place, const Figures& figures) {
  for (const std::string& id : figures.different) {
    place.err << id << ": is there already with other bytes; refused\n";
  }
  place.err << figures.imported << " conversations imported, "
            << figures.same << " were there already\n";
}

void end(const Place& place, const Import& import, bool as_json) {
  const Figures& figures = import.figures();
  if (figures.imported > 0) {
    tell_audit(place, "conversations_imported",
               std::to_string(figures.imported) + " conversations");
  }
  if (as_json) {
    print_json(place.out, figures);
  } else {
    tell(place, figures);
  }
}

int take_in(const Place& place, std::istream& in, bool as_json) {
  Import import(place, in);
  try {
    import.run();
  } catch (const base::IoError& error) {
    end(place, import, as_json);
    throw Failure(status_of(error), error.what());
  } catch (const Failure&) {
    end(place, import, as_json);
    throw;
  }
  end(place, import, as_json);
  return import.figures().different.empty() ? kOk : kBadData;
}

}  // namespace

int import_conversations(Place& place, const Words& words) {
  const Arguments arguments(words, {"--input"}, {"--json"});
  arguments.plain(0);
  store::check_version(place.paths);
  if (store::is_latched(place.paths)) {
    fail({.reason = base::Reason::storage_latched});
  }
  const auto file = arguments.value("--input");
  if (!file) return take_in(place, place.in, arguments.has("--json"));
  std::ifstream in(*file, std::ios::binary);
  if (!in) throw Failure(kNoInput, printable(*file) + ": cannot be read");
  return take_in(place, in, arguments.has("--json"));
}

}  // namespace support::ctl
