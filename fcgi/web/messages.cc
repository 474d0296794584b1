// Records as people see them; see messages.h.

#include "web/messages.h"

#include "store/files.h"

namespace support::web {

namespace {

using base::json::Object;
using store::Kind;
using store::Record;

std::string_view name_of(desk::Side side) {
  switch (side) {
    case desk::Side::customer: return "customer";
    case desk::Side::agent: return "agent";
    case desk::Side::system: return "system";
  }
  return "";
}

Object file_fields(const Record& record) {
  const store::StoredFile file = store::file_in(record);
  const store::FileType* type = store::type_by_media(file.media);
  return {{"name", file.name},
          {"type", file.media},
          {"bytes", file.bytes},
          {"image", type && type->is_image},
          {"width", file.width},
          {"height", file.height}};
}

void add_sender(desk::Desk& desk, const Record& record, Object& view) {
  const desk::Side side = desk::side_of(record.by);
  view.push_back({"from", name_of(side)});
  if (side == desk::Side::customer) {
    if (!record.id.empty()) view.push_back({"key", record.id});
  } else {
    view.push_back({"name", desk::shown_name(desk, record.by, "")});
  }
}

}  // namespace

std::optional<Object> customer_view(desk::Desk& desk, const Record& record) {
  if (!desk::customer_may_see(record)) return std::nullopt;
  Object view{{"n", record.n},
              {"t", base::iso(record.t)},
              {"kind", record.kind == Kind::voided ? "removed"
                                                   : record.kind_name}};
  switch (record.kind) {
    case Kind::message:
      add_sender(desk, record, view);
      view.push_back({"text", record.text()});
      break;
    case Kind::file:
      add_sender(desk, record, view);
      view.push_back({"file", file_fields(record)});
      break;
    case Kind::status:
      add_sender(desk, record, view);
      view.push_back({"status", record.field("to")});
      break;
    case Kind::assign: {
      const std::string to = record.field("to");
      view.push_back(
          {"name", to.empty() ? "" : desk::shown_name(desk, "a:" + to, "")});
      break;
    }
    case Kind::rating:
      view.push_back({"from", "customer"});
      view.push_back({"value", record.number("value")});
      break;
    default: break;
  }
  return view;
}

base::json::Array customer_views(desk::Desk& desk,
                                 const std::vector<store::Entry>& entries) {
  base::json::Array views;
  for (const store::Entry& entry : entries) {
    if (auto view = customer_view(desk, entry.record)) {
      views.push_back(std::move(*view));
    }
  }
  return views;
}

}  // namespace support::web
