// Sending's answer, and files from customers; see widget.h and said.h.

#include "base/text.h"
#include "desk/attachment.h"
#include "desk/conversation.h"
#include "desk/message.h"
#include "http/multipart.h"
#include "store/files.h"
#include "web/messages.h"
#include "web/page.h"
#include "web/said.h"
#include "web/widget.h"

namespace support::web::widget {

namespace {

using base::Reason;
using base::Refusal;
using base::json::Object;

constexpr std::size_t kAnswerRecords = 200;
// What is looked at for the own record alone.
constexpr std::size_t kOwnRecords = 20;
// What the parts around a file (heads, boundaries, key) may take.
constexpr std::size_t kFormOverhead = 64 * 1024;

// What is new since `after`, if that fits a record and is not too long ago;
// the own record must be in it.
std::optional<store::Batch> news_with(desk::Desk& desk,
                                      const store::ConversationId& id,
                                      std::optional<store::Cursor> after,
                                      std::uint64_t n) {
  if (!after) return std::nullopt;
  auto news = desk.conversations.since(id, *after, kAnswerRecords);
  if (news.growth != store::Conversations::Growth::grown) return std::nullopt;
  for (const store::Entry& entry : news.batch.entries) {
    if (entry.record.n == n) return std::move(news.batch);
  }
  return std::nullopt;
}

struct Upload {
  std::optional<store::IncomingFile> file;
  http::Form form;
};

std::expected<Upload, Refusal> read_upload(Context& context) {
  const std::size_t file_bytes = desk::customer_file_bytes(context.desk);
  Upload upload;
  http::MultipartSink sink;
  sink.begin_file =
      [&](const http::PartHead& head) -> std::expected<void, Refusal> {
    if (upload.file || head.name != "file") {
      return std::unexpected(
          Refusal{.reason = Reason::bad_request,
                  .detail = "one part named file is expected"});
    }
    if (file_bytes == 0) {
      return std::unexpected(Refusal{.reason = Reason::bad_type,
                                     .detail = "no files are taken here"});
    }
    upload.file.emplace(context.desk.paths, head.file_name, head.content_type,
                        file_bytes);
    return {};
  };
  sink.file_bytes = [&](std::string_view bytes) {
    return upload.file->add(bytes);
  };
  sink.end_file = [] { return std::expected<void, Refusal>(); };
  auto form = http::read_multipart(
      context.request, {.body_bytes = file_bytes + kFormOverhead}, sink);
  if (!form) return std::unexpected(form.error());
  if (!upload.file) {
    return std::unexpected(
        Refusal{.reason = Reason::bad_request, .detail = "file is missing"});
  }
  upload.form = std::move(*form);
  return upload;
}

// The end of the conversation, of which the own record alone is told: a retry
// may come long after it.
std::optional<store::Batch> own_alone(desk::Desk& desk,
                                      const store::ConversationId& id,
                                      std::uint64_t n) {
  auto batch = desk.conversations.last(id, kOwnRecords);
  if (!batch) return batch;
  std::erase_if(batch->entries,
                [n](const store::Entry& entry) { return entry.record.n != n; });
  if (!batch->entries.empty()) return batch;
  if (auto own = desk.conversations.find(id, n))
    batch->entries.push_back(std::move(*own));
  return batch;
}

}  // namespace

http::Response said(Context& context, const store::ConversationId& id,
                    const store::Appended& appended,
                    std::optional<store::Cursor> after, bool is_new) {
  desk::Desk& desk = context.desk;
  auto batch = news_with(desk, id, after, appended.n);
  const bool fits = batch.has_value();
  if (!batch) {
    batch = is_new ? desk.conversations.last(id, kAnswerRecords)
                   : own_alone(desk, id, appended.n);
  }
  if (!batch) return api_refusal(Refusal{Reason::not_found});
  Object answer{{"n", appended.n}};
  for (const store::Entry& entry : batch->entries) {
    if (entry.record.n == appended.n)
      answer.push_back({"t", base::iso(entry.record.t)});
  }
  if (is_new) answer.push_back({"conversation", id.text()});
  answer.push_back({"messages", customer_views(desk, batch->entries)});
  answer.push_back({"cursor", batch->cursor.text()});
  answer.push_back({"more", fits && batch->more});
  if (!fits && !is_new) answer.push_back({"resync", true});
  return http::Response::json(200, answer);
}

http::Response upload(Context& context) {
  if (const auto allowed = paced(context, "upload", context.person.token_hash,
                                 context.desk.config.limits.upload);
      !allowed) {
    return api_refusal(allowed.error());
  }
  auto read = read_upload(context);
  if (!read) return api_refusal(read.error());
  const auto done =
      desk::attach(context.desk, context.person, false, context.conversation(),
                   *read->file, read->form.text("key"));
  if (!done) {
    if (done.error().reason == Reason::bad_type) {
      note_event(context, "upload_validation", done.error().detail);
    }
    return api_refusal(done.error());
  }
  note_event(context, "upload_complete", std::to_string(done->n));
  return said(context, context.conversation(), *done,
              store::Cursor::parse(read->form.text("after")), false);
}

}  // namespace support::web::widget
