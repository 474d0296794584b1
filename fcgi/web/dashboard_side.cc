#include "web/dashboard_side.h"

#include "desk/quick_replies.h"
#include "web/words.h"

namespace support::web {
namespace {

constexpr std::size_t kQuickReplies = 8;  // more are a link away

Data quick_data(const store::QuickReply& reply) {
  Data data;
  data.set("shortcut", reply.shortcut).set("title", reply.title);
  data.set("text", reply.text).set("shared", reply.owner.empty());
  return data;
}

}  // namespace

void set_side(Context& context, Data& data) {
  const auto quick =
      desk::quick_replies_for(context.desk, context.person.login);
  std::vector<Data> shown;
  for (const store::QuickReply& reply : quick) {
    if (shown.size() == kQuickReplies) break;
    shown.push_back(quick_data(reply));
  }
  data.set("has_quick", !quick.empty())
      .set("more_quick", quick.size() > kQuickReplies)
      .set("quick_count", grouped(static_cast<std::int64_t>(quick.size())))
      .set("quick", std::move(shown));
}

}  // namespace support::web
