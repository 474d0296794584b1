#include "web/statistics_chart.h"

#include <algorithm>

#include "desk/hours.h"
#include "web/statistics_words.h"
#include "web/words.h"

namespace support::web::statistics {
namespace {

// The drawing's own units: a frame of 960 x 200.
constexpr std::int64_t kLeft = 32, kRight = 960, kTop = 12, kBottom = 172;
constexpr std::size_t kMostBars = 92;  // more days than these become weeks
constexpr std::size_t kMostLabels = 10;

// The top of the scale for values up to `most`, and its steps: at most four,
// each 1, 2 or 5 times a power of ten.
struct Scale {
  std::int64_t step = 1, top = 1;
};

Scale scale_for(std::int64_t most) {
  Scale scale;
  for (std::int64_t power = 1; scale.step * 4 < most; power *= 10) {
    for (const std::int64_t times : {1, 2, 5}) {
      scale.step = times * power;
      if (scale.step * 4 >= most) break;
    }
  }
  scale.top = std::max<std::int64_t>(1, (most + scale.step - 1) / scale.step) *
              scale.step;
  return scale;
}

// Coordinates are in tenths until they are written.
std::string tenths(std::int64_t value) {
  return std::to_string(value / 10) + "." + std::to_string(value % 10);
}

class Frame {
 public:
  Frame(std::size_t bars, std::int64_t most)
      : scale_(scale_for(most)),
        room_((kRight - kLeft) * 10 /
              static_cast<std::int64_t>(std::max<std::size_t>(bars, 1))) {}

  std::int64_t y(std::int64_t value) const {
    return kBottom * 10 - value * (kBottom - kTop) * 10 / scale_.top;
  }
  std::int64_t x(std::size_t bar) const {
    return kLeft * 10 + static_cast<std::int64_t>(bar) * room_ +
           (room_ - width()) / 2;
  }
  std::int64_t middle(std::size_t bar) const { return x(bar) + width() / 2; }
  std::int64_t width() const {
    return std::min<std::int64_t>(room_ * 2 / 3, 480);
  }

  std::vector<Data> lines() const {
    std::vector<Data> lines;
    for (std::int64_t at = 0; at <= scale_.top; at += scale_.step) {
      Data line;
      line.set("y", tenths(y(at))).set("base", at == 0);
      line.set("text_y", tenths(y(at) + 40)).set("label", grouped(at));
      lines.push_back(std::move(line));
    }
    return lines;
  }

 private:
  Scale scale_;
  std::int64_t room_;
};

std::string name_of(const Bucket& bucket) {
  if (bucket.first == bucket.last) return brief_day(bucket.first);
  return brief_day(bucket.first) + " to " + brief_day(bucket.last);
}

std::vector<Data> labels(const Frame& frame,
                         const std::vector<Bucket>& buckets) {
  std::vector<Data> labels;
  const std::size_t step = (buckets.size() + kMostLabels - 1) / kMostLabels;
  for (std::size_t bar = 0; bar < buckets.size(); bar += step) {
    Data label;
    label.set("x", tenths(frame.middle(bar)));
    labels.push_back(
        std::move(label.set("label", brief_day(buckets.at(bar).first))));
  }
  return labels;
}

// A part of a bar from one value to another, inside its own outline.
Data bar(const Frame& frame, std::size_t at, std::int64_t from,
         std::int64_t to, std::string_view kind, std::string words) {
  const std::int64_t inset = kind == "b2" ? 7 : 0;
  Data data;
  data.set("kind", kind)
      .set("x", tenths(frame.x(at) + inset))
      .set("y", tenths(frame.y(to) + inset))
      .set("width", tenths(std::max<std::int64_t>(
                        frame.width() - 2 * inset, 5)))
      .set("height", tenths(std::max<std::int64_t>(
                         frame.y(from) - frame.y(to) - 2 * inset, 5)))
      .set("words", std::move(words));
  return data;
}

std::vector<Data> bars(const Frame& frame,
                       const std::vector<Bucket>& buckets) {
  std::vector<Data> bars;
  for (std::size_t at = 0; at < buckets.size(); ++at) {
    const DayTally& tally = buckets.at(at).tally;
    const std::int64_t answered = tally.started - tally.not_answered;
    const std::string words = name_of(buckets.at(at)) + ": " +
                              grouped(tally.started) + " started, " +
                              grouped(tally.not_answered) + " not answered";
    if (answered > 0) bars.push_back(bar(frame, at, 0, answered, "b1", words));
    if (tally.not_answered > 0)
      bars.push_back(bar(frame, at, answered, tally.started, "b2", words));
  }
  return bars;
}

std::string per(const std::vector<Bucket>& buckets) {
  const bool weeks = std::ranges::any_of(buckets, [](const Bucket& bucket) {
    return bucket.first != bucket.last;
  });
  return weeks ? "week" : "day";
}

std::vector<Data> rows(const std::vector<Bucket>& buckets) {
  std::vector<Data> rows;
  for (const Bucket& bucket : buckets) {
    const std::int64_t unanswered = bucket.tally.not_answered;
    const bool many = bucket.first != bucket.last;
    Data row;
    row.set("day", bucket.first)
        .set("to", many ? bucket.last : "")
        .set("started", grouped(bucket.tally.started))
        .set("answered", grouped(bucket.tally.started - unanswered))
        .set("not_answered", grouped(unanswered))
        .set("backlog", bucket.backlog < 0 ? "–" : grouped(bucket.backlog));
    rows.push_back(std::move(row));
  }
  return rows;
}

Data frame_data(const Span& span, const Frame& frame,
                const std::vector<Bucket>& buckets) {
  Data data;
  data.set("per", per(buckets))
      .set("weekly", per(buckets) == "week")
      .set("days", span.words())
      .set("lines", frame.lines())
      .set("labels", labels(frame, buckets))
      .set("rows", rows(buckets));
  return data;
}

// "Between 18 and 51 a day."
std::string between(std::int64_t least, std::int64_t most,
                    const std::string& per) {
  if (least == most) return grouped(most) + " each " + per + ".";
  return "Between " + grouped(least) + " and " + grouped(most) + " a " + per +
         ".";
}

}  // namespace

std::vector<Bucket> buckets_of(const Span& span, const Tally& tally) {
  const bool by_week = span.days.size() > kMostBars;
  std::vector<Bucket> buckets;
  for (std::size_t day = 0; day < span.days.size(); ++day) {
    const Day& now = span.days.at(day);
    const bool begins =
        !by_week || day == 0 || desk::local_hour(now.start).weekday == 0;
    if (begins) buckets.push_back({.first = now.name, .last = now.name,
                                   .end = {}, .tally = {}});
    Bucket& bucket = buckets.back();
    bucket.last = now.name;
    bucket.end = day + 1 < span.days.size() ? span.days.at(day + 1).start
                                            : span.end;
    bucket.tally.started += tally.days.at(day).started;
    bucket.tally.not_answered += tally.days.at(day).not_answered;
  }
  return buckets;
}

Data bars_data(const Span& span, const std::vector<Bucket>& buckets) {
  const auto started = [](const Bucket& one) { return one.tally.started; };
  const auto [least, most] = std::ranges::minmax(buckets, {}, started);
  const Frame frame(buckets.size(), started(most));
  Data data = frame_data(span, frame, buckets);
  data.set("told", between(started(least), started(most), per(buckets)))
      .set("drawn", started(most) > 0)
      .set("bars", bars(frame, buckets));
  return data;
}

Data backlog_data(const Span& span, const std::vector<Bucket>& buckets) {
  std::int64_t least = 0, most = 0;
  bool any = false;
  for (const Bucket& bucket : buckets) {
    if (bucket.backlog < 0) continue;
    least = any ? std::min(least, bucket.backlog) : bucket.backlog;
    most = std::max(most, bucket.backlog);
    any = true;
  }
  const Frame frame(buckets.size(), most);
  std::vector<Data> bars;
  for (std::size_t at = 0; at < buckets.size(); ++at) {
    const Bucket& bucket = buckets.at(at);
    if (bucket.backlog <= 0) continue;
    bars.push_back(bar(frame, at, 0, bucket.backlog, "b3",
                       name_of(bucket) + ": " + grouped(bucket.backlog) +
                           " open at its end"));
  }
  Data data = frame_data(span, frame, buckets);
  data.set("told", between(least, most, per(buckets)))
      .set("drawn", most > 0)
      .set("bars", std::move(bars));
  return data;
}

}  // namespace support::web::statistics
