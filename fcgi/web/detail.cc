#include "web/detail.h"

#include <algorithm>

#include "desk/attachment.h"
#include "store/files.h"
#include "web/detail_side.h"
#include "web/forms.h"
#include "web/page.h"
#include "web/people.h"
#include "web/quick.h"
#include "web/thread.h"
#include "web/words.h"

namespace support::web {
namespace {

void set_composer(Context& context, const Again& again, Data& data) {
  std::string types, accept;
  for (const std::string_view extension : store::allowed_extensions()) {
    types.append(types.empty() ? "" : ", ").append(extension);
    accept.append(accept.empty() ? "." : ",.").append(extension);
  }
  set_quick_choice(context, data);
  data.set("key", again.key.empty() ? fresh_key() : again.key)
      .set("typed", again.text)
      .set("as_note", again.kind == "note")
      .set("quick", again.quick)
      .set("file_bytes",
           static_cast<std::int64_t>(desk::staff_file_bytes(context.desk)))
      .set("file_types", types)
      .set("file_accept", accept)
      .set("file_limit", limit_text(desk::staff_file_bytes(context.desk)));
}

// The newest word of the customer that no agent has seen; "" when there is
// none.  The page says so when it was in view.
std::string unseen(const std::vector<store::Entry>& entries,
                   const desk::State& state) {
  std::uint64_t newest = 0;
  for (const auto& [record, offset] : entries) {
    if (desk::side_of(record.by) != desk::Side::customer) continue;
    if (record.kind == store::Kind::message ||
        record.kind == store::Kind::file) {
      newest = record.n;
    }
  }
  return newest > state.staff_seen ? std::to_string(newest) : "";
}

void set_people(Context& context, Data& data) {
  const People people = people_at(context);
  data.set("typing", people.customer_types)
      .set("others", people.words)
      .set("people", people.mark);
}

std::string_view go_to(std::string_view field) {
  if (field == "text") return "Go to your text";
  if (field == "file") return "Choose a file";
  if (field == "tag") return "Go to the tag";
  if (field == "insert") return "Go to the quick replies";
  return "Go to the status";
}

void set_again(const Again& again, Data& data) {
  const bool of_text = again.field == "text";
  const bool is_wrong = again.status != 200 && !again.is_conflict;
  data.set("again", !again.headline.empty())
      .set("again_head", again.headline)
      .set("again_words", again.words)
      .set("again_kind", is_wrong ? "bad" : "warn")
      .set("again_field", again.field)
      .set("again_go", go_to(again.field))
      .set("bad_text", of_text && !again.is_conflict)
      .set("bad_tag", again.field == "tag" && !again.is_conflict)
      .set("may_discard", again.is_conflict && of_text);
}

}  // namespace

http::Response detail(Context& context) {
  if (!is_refresh(context.request)) {
    note_event(context, "sensitive_read");
    note_viewing(context);
  }
  return detail_again(context, {});
}

http::Response detail_again(Context& context, const Again& again) {
  desk::Desk& desk = context.desk;
  const auto id = context.conversation();
  const auto all = desk.conversations.all(id);
  if (!all) {
    return page_refusal(context, base::Refusal{base::Reason::not_found});
  }
  const desk::State state = desk::fold_all(all->entries);
  const std::string name = customer_name(state, id.text());

  Data data = framed(context, name, kMessages);
  add_assets(data, {}, {"conversation", "composer", "quick"});
  data.set("id", id.text())
      .set("name", name)
      .set("cursor", all->cursor.text())
      .set("unseen", unseen(all->entries, state))
      .set("shown", std::to_string(state.last_n))
      .set("zone", desk.settings.now().time_zone)
      .set("entries", thread_data(context, id, all->entries, state));
  set_again(again, data);
  set_people(context, data);
  set_customer(context, state, data);
  set_status_box(context, state, again, data);
  set_tags(context, state, again, data);
  set_earlier(context, state, id, data);
  set_composer(context, again, data);
  return show(context, "conversation_detail", data, again.status);
}

}  // namespace support::web
