#include "web/forms.h"

#include <algorithm>

#include "base/crypto.h"
#include "base/text.h"
#include "desk/attachment.h"
#include "http/multipart.h"
#include "store/keys.h"
#include "web/words.h"

namespace support::web {
namespace {

constexpr std::size_t kMaxForm = 256 * 1024;
// Besides the file: the fields, and the heads of the parts.
constexpr std::size_t kAroundFile = 128 * 1024;

using Checked = std::expected<void, base::Refusal>;

std::unexpected<base::Refusal> refused(base::Reason reason,
                                       std::string detail) {
  base::Refusal refusal{reason};
  refusal.detail = std::move(detail);
  return std::unexpected(refusal);
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) {
    if (!all.empty()) all += ", ";
    all += word;
  }
  return all;
}

// "https://shop.example" of "https://shop.example/a/page".
std::string origin_of(std::string_view url) {
  const auto host = url.find("://");
  if (host == url.npos) return std::string(url);
  return std::string(url.substr(0, url.find('/', host + 3)));
}

Checked foreign(std::string_view seen, const std::vector<std::string>& ours) {
  return refused(base::Reason::csrf,
                 "the request came from " +
                     base::shortened(base::one_line(seen), 100) +
                     "; allowed: " + joined(ours));
}

// One file goes to a temporary file; a second one is refused, and an input
// that was left empty is no file.
http::MultipartSink sink_into(Context& context,
                              std::optional<store::IncomingFile>& file) {
  http::MultipartSink sink;
  sink.begin_file = [&](const http::PartHead& head) -> Checked {
    if (head.file_name.empty()) return {};
    if (file || head.name != "file") {
      return refused(base::Reason::bad_request, "one file, named file");
    }
    file.emplace(context.desk.paths, head.file_name, head.content_type,
                 desk::staff_file_bytes(context.desk));
    return {};
  };
  sink.file_bytes = [&](std::string_view bytes) -> Checked {
    if (file) return file->add(bytes);
    if (bytes.empty()) return {};
    return refused(base::Reason::bad_request, "a file without a name");
  };
  sink.end_file = []() -> Checked { return {}; };
  return sink;
}

// Files are read past: who sent them may be anybody.
http::MultipartSink sink_away(bool& has_file) {
  http::MultipartSink sink;
  sink.begin_file = [&](const http::PartHead& head) -> Checked {
    has_file = has_file || !head.file_name.empty();
    return {};
  };
  sink.file_bytes = [](std::string_view) -> Checked { return {}; };
  sink.end_file = []() -> Checked { return {}; };
  return sink;
}

// The file stays in memory, up to a limit.
http::MultipartSink sink_here(std::optional<std::string>& bytes,
                              std::size_t most_bytes) {
  http::MultipartSink sink;
  sink.begin_file = [&](const http::PartHead& head) -> Checked {
    if (head.file_name.empty()) return {};
    if (bytes || head.name != "file") {
      return refused(base::Reason::bad_request, "one file, named file");
    }
    bytes.emplace();
    return {};
  };
  sink.file_bytes = [&bytes, most_bytes](std::string_view piece) -> Checked {
    if (!bytes) return {};
    if (bytes->size() + piece.size() > most_bytes) {
      return std::unexpected(base::Refusal{
          base::Reason::too_large, static_cast<std::int64_t>(most_bytes)});
    }
    bytes->append(piece);
    return {};
  };
  sink.end_file = []() -> Checked { return {}; };
  return sink;
}

// A field of a JSON body as a form would send it.
std::optional<std::string> as_field(const base::json::Value& value) {
  if (const std::string* text = value.string()) return *text;
  if (const std::int64_t* n = value.number()) return std::to_string(*n);
  if (const bool* truth = value.boolean()) return *truth ? "yes" : "no";
  return std::nullopt;
}

std::expected<http::Form, base::Refusal> form_of_json(std::string_view body) {
  const auto value = base::json::parse(body);
  if (!value) return refused(base::Reason::bad_request, value.error());
  const base::json::Object* object = value->object();
  if (object == nullptr) {
    return refused(base::Reason::bad_request, "the body is no object");
  }
  http::Form form;
  for (const auto& [name, member] : *object) {
    auto field = as_field(member);
    if (!field) return refused(base::Reason::bad_request, name);
    form.add(name, std::move(*field));
  }
  return form;
}

struct Files {
  enum class Kind { taken, unwanted, read } kind = Kind::taken;
  std::size_t most_bytes = 0;  // of one that is read
};

http::MultipartSink sink_for(Context& context, Files files, Posted& posted) {
  switch (files.kind) {
    case Files::Kind::taken: return sink_into(context, posted.file);
    case Files::Kind::read: return sink_here(posted.bytes, files.most_bytes);
    case Files::Kind::unwanted: break;
  }
  return sink_away(posted.has_unwanted_file);
}

std::expected<Posted, base::Refusal> read_post(Context& context, Files files) {
  const std::string type = context.request.content_type();
  context.body_read = true;
  Posted posted;
  if (type == "multipart/form-data") {
    http::MultipartLimits limits{
        .body_bytes = desk::staff_file_bytes(context.desk) + kAroundFile};
    auto form = http::read_multipart(context.request, limits,
                                     sink_for(context, files, posted));
    if (!form) return std::unexpected(form.error());
    posted.form = std::move(*form);
    return posted;
  }
  const bool is_json = type == "application/json";
  if (!is_json && type != "application/x-www-form-urlencoded") {
    return refused(base::Reason::bad_type, "no form and no JSON");
  }
  auto body = http::read_body(context.request, kMaxForm);
  if (!body) return std::unexpected(body.error());
  auto form = is_json ? form_of_json(*body) : http::Form::parse(*body);
  if (!form) return std::unexpected(form.error());
  posted.form = std::move(*form);
  return posted;
}

std::expected<Posted, base::Refusal> checked(Context& context,
                                             const std::string& token,
                                             Files files) {
  const auto ours =
      check_origin(context.request, context.desk.config.origins);
  if (!ours) return std::unexpected(ours.error());
  auto posted = read_post(context, files);
  if (!posted) return posted;
  context.typed = plain_lines(posted->form.text("text"));
  std::string sent = posted->form.text("csrf");
  if (sent.empty()) sent = context.request.header("x-csrf-token");
  if (token.empty() || !base::crypto::equal(sent, token)) {
    return refused(base::Reason::csrf,
                   "the form is not of this session; load its page again");
  }
  return posted;
}

}  // namespace

std::string form_token(std::string_view master_key, std::string_view purpose,
                       std::string_view secret) {
  const std::string key =
      base::crypto::subkey(master_key, store::kFormKey);
  const std::string what =
      "csrf|" + std::string(purpose) + "|" + std::string(secret);
  return base::crypto::base64url(base::crypto::hmac_sha256(key, what));
}

std::string session_form_token(const Context& context) {
  if (context.person.session.empty()) return "";
  return form_token(context.desk.keys.master, "session",
                    context.person.session);
}

std::expected<void, base::Refusal> check_origin(
    const http::Request& request, const std::vector<std::string>& origins) {
  const auto is_ours = [&](std::string_view origin) {
    return std::ranges::find(origins, origin) != origins.end();
  };
  const std::string_view origin = request.header("origin");
  const std::string_view site = request.header("sec-fetch-site");
  if (!origin.empty() && !is_ours(origin)) return foreign(origin, origins);
  if (!site.empty() && site != "same-origin" && site != "none") {
    return foreign("a " + std::string(site) + " page", origins);
  }
  if (!origin.empty() || !site.empty()) return {};
  const std::string_view referer = request.header("referer");
  if (referer.empty()) return foreign("nowhere that it names", origins);
  if (!is_ours(origin_of(referer))) return foreign(origin_of(referer), origins);
  return {};
}

std::expected<Posted, base::Refusal> checked_post(Context& context) {
  return checked(context, session_form_token(context), {});
}

std::expected<Posted, base::Refusal> checked_import(Context& context,
                                                    std::size_t most_bytes) {
  return checked(context, session_form_token(context),
                 {Files::Kind::read, most_bytes});
}

std::expected<http::Form, base::Refusal> checked_form(
    Context& context, const std::string& token) {
  auto posted = checked(context, token, {Files::Kind::unwanted});
  if (!posted) return std::unexpected(posted.error());
  if (posted->has_unwanted_file) return refused(base::Reason::bad_request, "file");
  return std::move(posted->form);
}

std::expected<http::Form, base::Refusal> checked_form(Context& context) {
  return checked_form(context, session_form_token(context));
}

std::string fresh_key() {
  return base::crypto::base64url(base::crypto::random_bytes(15));
}

std::string local_path(std::string_view next, std::string_view otherwise) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '/' || c == '_' || c == '-';
  };
  const bool is_ours = next.starts_with("/support/") &&
                       std::ranges::all_of(next, allowed) &&
                       next.find("//") == next.npos;
  return std::string(is_ours ? next : otherwise);
}

bool wants_json(const http::Request& request) {
  return request.header("accept").find("application/json") !=
         std::string_view::npos;
}

bool is_refresh(const http::Request& request) {
  return request.header("x-refresh") == "1";
}

}  // namespace support::web
