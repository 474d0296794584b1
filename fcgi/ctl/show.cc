// supportctl show: one conversation as a person reads it.
#include <ostream>

#include "base/json.h"
#include "base/text.h"
#include "ctl/arguments.h"
#include "desk/conversation.h"
#include "store/conversations.h"
#include "store/files.h"
#include "store/version.h"

namespace support::ctl {
namespace {

namespace json = base::json;
using store::Kind;

constexpr std::string_view kIndent = "    ";

bool is_removed(const store::Record& record) {
  return record.kind == Kind::voided;
}

std::string who_of(const store::Record& record) {
  const std::string rest =
      record.by.size() > 2 ? record.by.substr(2) : std::string();
  switch (desk::side_of(record.by)) {
    case desk::Side::customer:
      return "customer";
    case desk::Side::agent:
      return "agent " + rest;
    case desk::Side::system:
      return "system " + rest;
  }
  return {};
}

// What a record says, beside its kind; may have several lines.
std::string said_in(const store::Record& record) {
  switch (record.kind) {
    case Kind::message:
    case Kind::note:
      return record.text();
    case Kind::file: {
      const store::StoredFile file = store::file_in(record);
      return file.name + " (" + file.media + ", " +
             std::to_string(file.bytes) + " bytes)";
    }
    case Kind::status:
    case Kind::assign:
      return record.field("to").empty() ? "nobody" : record.field("to");
    case Kind::tag:
      return record.field("add").empty() ? "without " + record.field("remove")
                                         : record.field("add");
    case Kind::seen:
      return "up to " + std::to_string(record.number("upto"));
    case Kind::rating:
      return std::to_string(record.number("value")) + " of 5\n" +
             record.text();
    case Kind::redact:
      return "takes out " + std::to_string(record.number("ref"));
    case Kind::voided:
      return "(taken out)";
    default:
      return {};
  }
}

void print_head(std::ostream& out, const std::string& id,
                const desk::State& state) {
  const std::string name = state.name.empty() ? "a guest" : state.name;
  out << "Conversation  " << id << "\nCustomer      " << printable(name);
  if (!state.email.empty()) out << " <" << printable(state.email) << '>';
  out << (state.verified ? ", verified" : ", not verified")
      << "\nStatus        " << desk::name_of(state.status)
      << "\nAssigned to   "
      << (state.assignee.empty() ? "nobody" : printable(state.assignee))
      << "\nFrom          " << base::iso(state.started) << "\nTo            "
      << base::iso(state.last) << "\n\n";
}

// What it was, as far as anything tells.
std::string kind_of(const store::Record& record) {
  const std::string was = is_removed(record) ? record.field("was") : "";
  return was.empty() ? record.kind_name : was;
}

void print_record(std::ostream& out, const store::Record& record) {
  out << base::iso(record.t) << "  " << record.n << "  "
      << printable(kind_of(record)) << "  " << printable(who_of(record))
      << '\n';
  const std::string said = said_in(record);
  if (said.empty()) return;
  for (const std::string_view line : base::split(said, '\n')) {
    out << kIndent << printable(line) << '\n';
  }
}

json::Object as_json(const store::Record& record) {
  json::Object fields = {{"n", record.n},
                         {"t", base::iso(record.t)},
                         {"k", kind_of(record)},
                         {"by", record.by}};
  if (!record.id.empty()) fields.push_back({"id", record.id});
  if (is_removed(record)) {
    fields.push_back({"removed", true});
    return fields;
  }
  fields.insert(fields.end(), record.more.begin(), record.more.end());
  return fields;
}

void print_json(std::ostream& out, const std::string& id,
                const store::Batch& batch, const desk::State& state) {
  json::Array records;
  for (const store::Entry& entry : batch.entries) {
    records.push_back(as_json(entry.record));
  }
  out << json::write(json::Object{
             {"conversation", id},
             {"status", desk::name_of(state.status)},
             {"assignee", state.assignee},
             {"damaged", batch.damaged},
             {"records", std::move(records)}})
      << '\n';
}

}  // namespace

int show(Place& place, const Words& words) {
  const Arguments arguments(words, {}, {"--json"});
  const auto id = store::ConversationId::parse(arguments.plain(1)[0]);
  store::check_version(place.paths);
  const store::Conversations conversations(place.paths, {});
  const auto batch = id ? conversations.all(*id) : std::nullopt;
  if (!batch) throw Failure(kNoInput, "no such conversation");
  const desk::State state = desk::fold_all(batch->entries);
  // A sysadmin who reads a customer's words leaves a trace, as staff do.
  tell_audit(place, "sensitive_read", "show", id->text());
  if (arguments.has("--json")) {
    print_json(place.out, id->text(), *batch, state);
    return kOk;
  }
  print_head(place.out, id->text(), state);
  for (const store::Entry& entry : batch->entries) {
    print_record(place.out, entry.record);
  }
  if (batch->damaged > 0) {
    place.err << batch->damaged << " damaged lines were passed over; see "
              << "'supportctl verify'\n";
  }
  return kOk;
}

}  // namespace support::ctl
