// Quick replies, to be kept; see quick_replies.h.
#include "web/quick_replies.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "web/admin_page.h"
#include "web/forms.h"
#include "web/page.h"
#include "web/quick_page.h"
#include "web/words.h"

namespace support::web::quick {
namespace {

using Errors = std::vector<store::FieldError>;
using store::QuickReply;

void set_reply(Data& data, const QuickReply& reply) {
  data.set("shortcut", reply.shortcut)
      .set("title_of", reply.title)
      .set("text", reply.text)
      .set("for_all", reply.owner.empty());
}

void set_form(Data& data, const QuickReply& typed) {
  set_reply(data, typed);
  for (const char* field : {"shortcut", "title_of", "text", "owner"}) {
    data.set(std::string(field) + "_wrong", "");
  }
}

std::vector<Data> rows_of(Context& context, bool shared) {
  std::map<std::string, std::int64_t, std::less<>> uses;
  for (auto& [id, count] : context.desk.listing.quick_uses()) uses[id] = count;
  std::vector<Data> rows;
  for (const QuickReply& reply : context.desk.quick_replies.all()) {
    if (reply.owner.empty() != shared || !may_see(context, reply)) continue;
    const auto used = uses.find(reply.id);
    Data row;
    set_reply(row, reply);
    row.set("id", reply.id)
        .set("uses", grouped(used == uses.end() ? 0 : used->second))
        .set("may_change", may_change(context, reply));
    rows.push_back(std::move(row));
  }
  return rows;
}

Data table(std::string_view key, std::string_view name, std::string_view none,
           std::vector<Data> rows) {
  Data data;
  data.set("key", key)
      .set("table_name", name)
      .set("none", none)
      .set("count", static_cast<std::int64_t>(rows.size()))
      .set("rows_exist", !rows.empty());
  return data.set("rows", std::move(rows));
}

// "title" is the page's own on every page of ours.
Errors for_form(Errors errors) {
  for (store::FieldError& error : errors) {
    if (error.field == "title") error.field = "title_of";
  }
  return errors;
}

QuickReply typed_in(const http::Form& form) {
  QuickReply typed;
  typed.shortcut = base::lower_ascii(base::trimmed(form.text("shortcut")));
  if (typed.shortcut.starts_with('/')) typed.shortcut.erase(0, 1);
  typed.title = base::one_line(form.text("title_of"));
  typed.text = base::trimmed(plain_lines(form.text("text")));
  return typed;
}

// 404 for one that is none, and for another agent's own.
std::optional<QuickReply> in_path(Context& context) {
  auto reply = context.desk.quick_replies.find(context.variables.at(0));
  if (!reply || !may_see(context, *reply)) return std::nullopt;
  return reply;
}

Data edit_page(Context& context, const QuickReply& reply) {
  Data data = admin_framed(context, "Quick reply", kQuickReplies);
  set_form(data, reply);
  return data.set("id", reply.id)
      .set("rev", reply.rev)
      .set("may_change", may_change(context, reply));
}

http::Response not_saved(Context& context, Data data, const char* head,
                         const Errors& errors, int status,
                         const char* page) {
  set_errors(data, head, for_form(errors));
  return show(context, page, data, status);
}

// The form came twice, or the shortcut is another's.
http::Response taken(Context& context, const QuickReply& typed) {
  const auto& all = context.desk.quick_replies.all();
  const bool is_there = std::ranges::any_of(all, [&](const QuickReply& one) {
    return one.owner == typed.owner && one.shortcut == typed.shortcut &&
           one.title == typed.title && one.text == typed.text;
  });
  if (is_there) {
    return http::Response::see_other(std::string(kQuickReplies) + "?done=add");
  }
  return not_saved(context, list_page(context, typed),
                   "The quick reply was not added",
                   {{"shortcut", "Another one has this shortcut"}}, 409,
                   "quick_replies");
}

// Both versions: what was typed stays, what is stored is told.
http::Response was_faster(Context& context, QuickReply typed) {
  const auto stored = in_path(context);
  if (!stored) return page_refusal(context, {base::Reason::not_found});
  Errors errors;
  compare(errors, "shortcut", stored->shortcut, typed.shortcut);
  compare(errors, "title", stored->title, typed.title);
  compare(errors, "text", stored->text, typed.text);
  if (errors.empty()) errors.push_back({"", "Nothing that you typed differs"});
  typed.rev = stored->rev;
  return not_saved(context, edit_page(context, typed),
                   "Somebody else changed this quick reply meanwhile. Save "
                   "again to have it as you typed it.",
                   errors, 409, "quick_reply");
}

http::Response save(Context& context, const http::Form& form,
                    const QuickReply& stored) {
  QuickReply typed = typed_in(form);
  typed.id = stored.id;
  typed.owner = stored.owner;
  typed.rev = base::to_number(form.text("rev")).value_or(-1);
  const Errors errors = store::check(typed);
  if (!errors.empty()) {
    return not_saved(context, edit_page(context, typed),
                     "The quick reply was not saved", errors, 422,
                     "quick_reply");
  }
  const auto saved = context.desk.quick_replies.save(typed);
  if (!saved && saved.error().detail == "shortcut") {
    return not_saved(context, edit_page(context, typed),
                     "The quick reply was not saved",
                     {{"shortcut", "Another one has this shortcut"}}, 409,
                     "quick_reply");
  }
  if (!saved && saved.error().reason == base::Reason::conflict) {
    return was_faster(context, typed);
  }
  if (!saved) return page_refusal(context, saved.error());
  note_event(context, "quick_reply_updated", typed.id);
  return http::Response::see_other(std::string(kQuickReplies) + "?done=save");
}

http::Response remove(Context& context, const http::Form& form,
                      const QuickReply& stored) {
  const auto rev = base::to_number(form.text("rev")).value_or(-1);
  const auto removed = context.desk.quick_replies.remove(stored.id, rev);
  if (!removed && removed.error().reason == base::Reason::conflict) {
    return was_faster(context, stored);
  }
  if (!removed) return page_refusal(context, removed.error());
  note_event(context, "quick_reply_removed", stored.id);
  return http::Response::see_other(std::string(kQuickReplies) +
                                   "?done=remove");
}

}  // namespace

Data list_page(Context& context, const QuickReply& typed) {
  Data data = admin_framed(context, "Quick replies", kQuickReplies);
  std::vector<Data> tables;
  tables.push_back(table("own", "My own",
                         "What only you say goes here; nobody else sees it.",
                         rows_of(context, false)));
  tables.push_back(table("shared", "Shared by everybody",
                         "An administrator adds what all of you say.",
                         rows_of(context, true)));
  data.set("tables", std::move(tables)).set("file_wrong", "");
  set_form(data, typed);
  return data;
}

std::optional<std::string> owner_in(const Context& context,
                                    std::string_view word) {
  if (word == "own" || word.empty()) return context.person.login;
  if (word == "shared" && context.person.is_admin) return std::string();
  return std::nullopt;
}

bool may_change(const Context& context, const QuickReply& reply) {
  return reply.owner.empty() ? context.person.is_admin
                             : reply.owner == context.person.login;
}

bool may_see(const Context& context, const QuickReply& reply) {
  return reply.owner.empty() || reply.owner == context.person.login;
}

http::Response list(Context& context) {
  QuickReply fresh;
  fresh.owner = context.person.login;
  Data data = list_page(context, fresh);
  set_done(context, data, "add", "The quick reply is added.");
  set_done(context, data, "save", "The quick reply is saved.");
  set_done(context, data, "remove", "The quick reply is deleted.");
  set_done(context, data, "import", "The file is taken in, every row of it.");
  return show(context, "quick_replies", data);
}

http::Response add(Context& context) {
  const auto form = checked_form(context);
  if (!form) return page_refusal(context, form.error());
  QuickReply typed = typed_in(*form);
  const auto owner = owner_in(context, form->text("owner"));
  if (!owner) return page_refusal(context, {base::Reason::forbidden});
  typed.owner = *owner;
  const Errors errors = store::check(typed);
  if (!errors.empty()) {
    return not_saved(context, list_page(context, typed),
                     "The quick reply was not added", errors, 422,
                     "quick_replies");
  }
  const auto added = context.desk.quick_replies.save(typed);
  if (!added && added.error().reason == base::Reason::conflict) {
    return taken(context, typed);
  }
  if (!added && added.error().detail == "too_many") {
    return not_saved(context, list_page(context, typed),
                     "The quick reply was not added",
                     {{"", "There are too many already. Delete some first"}},
                     409, "quick_replies");
  }
  if (!added) return page_refusal(context, added.error());
  note_event(context, "quick_reply_created", added->id);
  return http::Response::see_other(std::string(kQuickReplies) + "?done=add");
}

http::Response edit(Context& context) {
  const auto reply = in_path(context);
  if (!reply) return page_refusal(context, {base::Reason::not_found});
  return show(context, "quick_reply", edit_page(context, *reply));
}

http::Response change(Context& context) {
  const auto form = checked_form(context);
  if (!form) return page_refusal(context, form.error());
  const auto reply = in_path(context);
  if (!reply) return page_refusal(context, {base::Reason::not_found});
  if (!may_change(context, *reply)) {
    return page_refusal(context, {base::Reason::forbidden});
  }
  const std::string what = form->text("what");
  if (what == "save") return save(context, *form, *reply);
  if (what == "remove") return remove(context, *form, *reply);
  return page_refusal(context,
                      base::Refusal{base::Reason::bad_request, 0, 0, "what"});
}

}  // namespace support::web::quick
