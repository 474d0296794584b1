#include "web/quick.h"

#include "desk/quick_replies.h"
#include "web/agent.h"
#include "web/agent_act.h"
#include "web/page.h"
#include "web/thread.h"

namespace support::web {
namespace {

desk::Names names_here(Context& context) {
  desk::Desk& desk = context.desk;
  const auto id = context.conversation();
  const auto all = desk.conversations.all(id);
  const desk::State state =
      all ? desk::fold_all(all->entries) : desk::State{};
  const auto me = desk.users.find(context.person.login);
  return {.customer = customer_name(state, id.text()),
          .agent = me ? me->shown_name() : "",
          .shop = desk.settings.now().shop_name};
}

std::string with_text(std::string typed, const std::string& text) {
  if (!typed.empty() && typed.back() != '\n') typed += '\n';
  return typed + text;
}

}  // namespace

std::vector<store::QuickReply> quick_replies_here(Context& context) {
  const desk::Names names = names_here(context);
  auto replies =
      desk::quick_replies_for(context.desk, context.person.login);
  for (store::QuickReply& reply : replies) {
    reply.text = desk::filled(reply.text, names);
  }
  return replies;
}

void set_quick_choice(Context& context, Data& data) {
  std::vector<Data> own, shared;
  for (const store::QuickReply& reply :
       desk::quick_replies_for(context.desk, context.person.login)) {
    Data option;
    option.set("value", reply.id).set("label", reply.title);
    (reply.owner.empty() ? shared : own).push_back(std::move(option));
  }
  data.set("has_quick", !own.empty() || !shared.empty())
      .set("has_quick_own", !own.empty())
      .set("has_quick_shared", !shared.empty())
      .set("quick_own", std::move(own))
      .set("quick_shared", std::move(shared));
}

namespace agent {

http::Response insert(Context& context) {
  auto posted = checked_post(context);
  if (!posted) return refuse(context, posted.error());
  Again page = kept_in(context, posted->form);
  const std::string wanted = posted->form.text("insert");
  page.headline = "Choose a quick reply first";
  page.field = "insert";
  for (const store::QuickReply& reply : quick_replies_here(context)) {
    if (reply.id != wanted) continue;
    page.headline = page.field = "";
    page.text = with_text(std::move(page.text), reply.text);
    page.quick += (page.quick.empty() ? "" : " ") + reply.id;
  }
  if (!page.headline.empty()) {
    page.status = 422;
  } else if (posted->file) {
    page.headline = "The quick reply is inserted, the file is not kept";
    page.field = "file";
  }
  if (posted->file) page.words = "Choose the file again before you send.";
  return detail_again(context, page);
}

}  // namespace agent
}  // namespace support::web
