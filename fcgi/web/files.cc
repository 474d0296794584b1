// Attachments on their way out; see files.h and security.md O24.

#include "web/files.h"

#include "base/crypto.h"
#include "base/text.h"
#include "store/files.h"

namespace support::web::files {

namespace {

constexpr base::Seconds kLinkLasts{120};

std::string signature(desk::Desk& desk, std::string_view id,
                      std::string_view n, std::string_view expires) {
  const std::string key =
      base::crypto::subkey(desk.keys.master, store::kFileUrlKey);
  std::string bytes(id);
  bytes.append("|").append(n).append("|").append(expires);
  return base::crypto::base64url(base::crypto::hmac_sha256(key, bytes));
}

std::int64_t unix_seconds(base::Time time) {
  return std::chrono::floor<base::Seconds>(time).time_since_epoch().count();
}

}  // namespace

SignedUrl sign(desk::Desk& desk, const store::ConversationId& id,
               std::uint64_t n) {
  const base::Time expires = desk.now() + kLinkLasts;
  const std::string number = std::to_string(n);
  const std::string when = std::to_string(unix_seconds(expires));
  return {"/support/file/" + id.text() + "/" + number + "?e=" + when +
              "&s=" + signature(desk, id.text(), number, when),
          expires};
}

bool link_holds(desk::Desk& desk, const http::Request& request,
                std::string_view id, std::string_view n) {
  const auto expires = request.parameter("e");
  const auto mac = request.parameter("s");
  if (!expires || !mac) return false;
  const auto when = base::to_number(*expires);
  return when && *when >= unix_seconds(desk.now()) &&
         base::crypto::equal(*mac, signature(desk, id, n, *expires));
}

http::Response download(Context& context) {
  const auto missing = [&] {
    return page_refusal(context, base::Refusal{base::Reason::not_found});
  };
  const auto id = store::ConversationId::parse(context.variables.at(0));
  const auto n = base::to_number(context.variables.at(1));
  if (!id || !n || *n < 1) return missing();
  const auto entry =
      context.desk.conversations.find(*id, static_cast<std::uint64_t>(*n));
  if (!entry || entry->record.kind != store::Kind::file) return missing();
  const store::StoredFile file = store::file_in(entry->record);
  const store::FileType* type = store::type_by_media(file.media);
  if (!type) return missing();

  http::Response response(200);
  response.set("Content-Type", type->media);
  response.set("Content-Disposition",
               http::content_disposition(!type->is_image, file.name));
  response.set("Content-Security-Policy", "default-src 'none'; sandbox");
  response.set("Cross-Origin-Resource-Policy", "cross-origin");
  response.set("Cache-Control", "private, no-store");
  response.set("X-Sendfile",
               context.desk.paths.file(*id, entry->record.n, file.sha256)
                   .string());
  return response;
}

}  // namespace support::web::files
