#include "web/support.h"

#include "desk/attachment.h"
#include "web/detail.h"
#include "web/messages_page.h"
#include "web/page.h"
#include "web/words.h"

namespace support::web::support {
namespace {

bool is_staff(const Context& context) {
  return desk::may(context.person, desk::Access::staff, "").has_value();
}

http::Response guide(Context& context) {
  const std::size_t file_bytes = desk::customer_file_bytes(context.desk);
  Data data = framed(context, "How to use the chat widget", "");
  data.set("guests", context.desk.settings.now().guests_allowed)
      .set("file_limit", file_bytes > 0 ? limit_text(file_bytes) : "");
  return show(context, "my_conversations", data);
}

}  // namespace

http::Response conversations(Context& context) {
  return is_staff(context) ? messages::page(context) : guide(context);
}

http::Response conversation(Context& context) {
  if (!is_staff(context)) return http::Response::see_other(kMessages);
  return detail(context);
}

}  // namespace support::web::support
