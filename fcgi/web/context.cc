// Refusals as answers, and JSON bodies; see context.h.

#include "web/context.h"

#include <array>

namespace support::web {

namespace {

using base::Reason;

constexpr std::size_t kLongestJson = 128 * 1024;

struct Answer {
  Reason reason;
  int status;
  std::string_view code;
  std::string_view words;
};

// One row a reason: the only place where a reason gets status and words.
constexpr std::array kAnswers{
    Answer{Reason::bad_request, 400, "bad_request",
           "The request is not well formed"},
    Answer{Reason::empty, 422, "empty", "Write something first."},
    Answer{Reason::too_long, 422, "too_long", "This text is too long."},
    Answer{Reason::too_large, 413, "too_large", "This is too large."},
    Answer{Reason::bad_type, 415, "bad_type", "This type is not accepted"},
    Answer{Reason::not_found, 404, "not_found", "There is nothing here."},
    Answer{Reason::gone, 410, "gone", "This has been erased."},
    Answer{Reason::not_signed_in, 401, "not_signed_in",
           "Sign in, or send the chat's token."},
    Answer{Reason::forbidden, 403, "forbidden", "You may not do this."},
    Answer{Reason::identity_invalid, 403, "identity_invalid",
           "The shop's signature does not hold"},
    Answer{Reason::identity_expired, 401, "identity_expired",
           "The shop's signature is too old; ask the shop for a new one."},
    Answer{Reason::guests_not_allowed, 403, "guests_not_allowed",
           "Sign in to the shop to write to us."},
    Answer{Reason::incomplete, 422, "incomplete",
           "This is missing or wrong"},
    Answer{Reason::csrf, 403, "csrf", "This form does not come from our page"},
    Answer{Reason::foreign_origin, 403, "foreign_origin",
           "Pages of this origin may not write here"},
    Answer{Reason::key_conflict, 409, "key_conflict",
           "This key was used for another message."},
    Answer{Reason::conversation_full, 409, "conversation_full",
           "This conversation is full. Start a new one."},
    Answer{Reason::conflict, 409, "conflict",
           "Someone else changed this meanwhile."},
    Answer{Reason::too_fast, 429, "too_fast",
           "Too many requests. Try again shortly."},
    Answer{Reason::busy, 503, "busy",
           "The server is busy. Try again shortly."},
    Answer{Reason::storage_latched, 503, "storage_latched",
           "Messages cannot be stored right now. Nothing was lost; try again "
           "later."},
};

const Answer& answer_to(Reason reason) {
  for (const Answer& answer : kAnswers) {
    if (answer.reason == reason) return answer;
  }
  return kAnswers.front();
}

bool is_length_missing(const base::Refusal& refusal) {
  return refusal.reason == Reason::bad_request && refusal.detail == "length";
}

}  // namespace

int status_of(base::Reason reason) { return answer_to(reason).status; }

std::string words_of(const base::Refusal& refusal) {
  std::string words(answer_to(refusal.reason).words);
  if (words.back() == '.') return words;
  if (!refusal.detail.empty()) words += ": " + refusal.detail;
  return words + ".";
}

http::Response api_refusal(const base::Refusal& refusal) {
  const Answer& answer = answer_to(refusal.reason);
  const bool no_length = is_length_missing(refusal);
  base::json::Object error{
      {"code", no_length ? "length_required" : answer.code},
      {"message", words_of(refusal)}};
  if (refusal.limit > 0) error.push_back({"limit", refusal.limit});
  if (!refusal.detail.empty()) {
    const bool is_field = refusal.reason == Reason::incomplete;
    error.push_back({is_field ? "field" : "detail", refusal.detail});
  }
  auto response = http::Response::json(no_length ? 411 : answer.status,
                                       {{"error", std::move(error)}});
  const std::int64_t wait =
      answer.status == 503 && refusal.retry_after_s == 0
          ? 5
          : refusal.retry_after_s;
  if (wait > 0) response.set("Retry-After", std::to_string(wait));
  return response;
}

std::expected<base::json::Value, base::Refusal> json_body(Context& context) {
  if (context.request.content_type() != "application/json") {
    return std::unexpected(
        base::Refusal{.reason = Reason::bad_type,
                      .detail = "the body must be application/json"});
  }
  const auto body = http::read_body(context.request, kLongestJson);
  if (!body) return std::unexpected(body.error());
  auto value = base::json::parse(*body);
  if (!value) {
    return std::unexpected(base::Refusal{.reason = Reason::bad_request,
                                         .detail = value.error()});
  }
  if (!value->object()) {
    return std::unexpected(base::Refusal{.reason = Reason::bad_request,
                                         .detail = "not an object"});
  }
  return *value;
}

std::expected<std::optional<std::string>, base::Refusal> text_member(
    const base::json::Value& body, std::string_view name) {
  const base::json::Value* value = body.find(name);
  if (!value || value->is_null()) return std::nullopt;
  if (!value->string()) {
    return std::unexpected(
        base::Refusal{.reason = Reason::bad_request,
                      .detail = std::string(name) + " must be a text"});
  }
  return *value->string();
}

}  // namespace support::web
