#include "web/agent_act.h"

#include <algorithm>

#include "base/text.h"
#include "web/choice.h"
#include "web/page.h"

namespace support::web::agent {
namespace {

using base::Reason;

constexpr std::size_t kMostQuick = 5;
constexpr std::size_t kQuickId = 12;

bool is_of_composer(const Context& context) {
  const std::string_view path = context.request.path;
  for (const std::string_view end : {"/send/", "/upload/", "/note/",
                                     "/insert/"}) {
    if (path.ends_with(end)) return true;
  }
  return false;
}

// A list, which has no place for what the form of one row held.
bool is_of_other_page(Context& context, const http::Form& form) {
  const std::string page = conversation_url(context.conversation().text());
  return local_path(form.text("next"), page) != page;
}

// Back to `next`, or to the conversation; who wrote goes on writing.
std::string way_back(Context& context, const http::Form& form) {
  const std::string page = conversation_url(context.conversation().text());
  return form.field("kind") ? page + "#text" : next_of(form, page);
}

// Which field has to be mended, as an id on the page.
std::string field_of(const Context& context, const http::Form& form,
                     Reason reason) {
  if (form.field("tag")) return "tag";
  if (!is_of_composer(context)) return form.field("assignee") ? "status" : "";
  const bool is_of_file =
      reason == Reason::bad_type || reason == Reason::too_large;
  return is_of_file ? "file" : "text";
}

std::string sentence_case(std::string words) {
  if (!words.empty() && words.front() >= 'a' && words.front() <= 'z') {
    words.front() = static_cast<char>(words.front() - 'a' + 'A');
  }
  return words;
}

http::Response again(Context& context, const Posted& posted,
                     const base::Refusal& refusal) {
  note_refusal(context, refusal.reason);
  Again page = kept_in(context, posted.form);
  const bool is_reply = is_of_composer(context);
  page.status = status_of(refusal.reason);
  page.is_conflict = refusal.reason == Reason::conflict;
  page.headline = is_reply ? "Not sent" : "Not saved";
  page.words = sentence_of(refusal);
  page.field = field_of(context, posted.form, refusal.reason);
  if (page.is_conflict) {
    page.headline = sentence_case(refusal.detail);
    page.words = is_reply ? "Your text is kept below. Read the conversation "
                            "first, then send it again or discard it."
                          : "Look at the conversation, then save it again.";
  } else if (page.words.find(refusal.detail) == std::string::npos &&
             refusal.detail.find(' ') != std::string::npos) {
    page.words += " (" + refusal.detail + ")";
  }
  if (refusal.reason == Reason::key_conflict) page.key.clear();
  if (posted.file) page.words += " Choose the file again.";
  return detail_again(context, page);
}

}  // namespace

http::Response act(Context& context, Rule rule) {
  auto posted = checked_post(context);
  if (!posted) return refuse(context, posted.error());
  const Done done = rule(context, *posted);
  const bool is_program = answers_json(context.request);
  if (!done) {
    const bool has_page =
        !is_program && !is_of_other_page(context, posted->form);
    return has_page ? again(context, *posted, done.error())
                    : refuse(context, done.error());
  }
  if (!is_program) {
    return http::Response::see_other(way_back(context, posted->form));
  }
  base::json::Object answer{{"n", done->n}};
  // Nothing was written now: the asker's own cursor still tells the truth.
  if (done->n > 0 && !done->repeated) {
    answer.push_back({"cursor", done->cursor.text()});
  }
  return http::Response::json(200, answer);
}

Again kept_in(const Context& context, const http::Form& form) {
  Again page;
  if (is_of_composer(context)) {
    page.text = context.typed;
    page.kind = form.text("kind");
    const std::string key = form.text("key");
    if (store::is_message_key(key)) page.key = key;
    for (const std::string& id : quick_in(form)) {
      page.quick += (page.quick.empty() ? "" : " ") + id;
    }
  } else if (form.text("action") == "add") {
    page.tag = form.text("tag");
  } else if (form.field("assignee")) {
    page.to_status = form.text("status");
    page.to_assignee = form.text("assignee");
    page.handover = context.typed;
  }
  return page;
}

std::unexpected<base::Refusal> refused(Reason reason, std::string detail) {
  base::Refusal refusal{reason};
  refusal.detail = std::move(detail);
  return std::unexpected(refusal);
}

std::string second_key(const std::string& key, std::string_view suffix) {
  return key.substr(0, 36) + std::string(suffix);
}

std::vector<std::string> quick_in(const http::Form& form) {
  const auto is_id = [](std::string_view word) {
    return word.size() == kQuickId && std::ranges::all_of(word, [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
           });
  };
  const std::string words = form.text("quick");
  std::vector<std::string> ids;
  for (const std::string_view word : base::split(words, ' ')) {
    if (ids.size() == kMostQuick) break;
    if (is_id(word) && !std::ranges::count(ids, word)) ids.emplace_back(word);
  }
  return ids;
}

}  // namespace support::web::agent
