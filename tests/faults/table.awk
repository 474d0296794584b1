# Adds up what the parts of the fault matrix have printed; see run.
BEGIN { split("cases kills acknowledged lost doubled reported", names, " ") }

function read_fields(  i, at) {
  delete field
  for (i = 1; i <= NF; i++) {
    at = index($i, "=")
    if (substr($i, 1, at - 1) == "what") break
    field[substr($i, 1, at - 1)] = substr($i, at + 1)
  }
  what = substr($0, index($0, "what=") + 5)
}

function fail(sentence) {
  failed++
  print "FAILED: faults: " sentence
}

/^row=/ {
  read_fields()
  row = field["row"]
  rows[row] = 1
  for (i in names) {
    sum[row, names[i]] += field[names[i]]
    sum["all", names[i]] += field[names[i]]
  }
  trials[row]++
  if (field["cases"] < 1) fail("row " row ": nothing was tried: " what)
  else if (field["lost"] + field["doubled"] > 0)
    fail("row " row ": lost " field["lost"] ", doubled " field["doubled"] \
         ": " what)
  else passed++
}
/^control=/ {
  read_fields()
  row = field["control"]
  seen[row] = seen[row] " " what ": " field["lost"] + field["doubled"] ";"
  if (field["lost"] + field["doubled"] > 0) passed++
  else fail("row " row " is blind to its control: " what)
}
/^FAILED:/ { failed++ }
/^skipped:/ { skipped++ }

function line(name, row) {
  printf "%-4s %8d %7d %13d %6d %8d %9d %s\n", name, sum[row, "cases"],
    sum[row, "kills"], sum[row, "acknowledged"], sum[row, "lost"],
    sum[row, "doubled"], sum[row, "reported"], seen[row]
}

END {
  printf "\n%-4s %8s %7s %13s %6s %8s %9s %s\n", "row", "cases", "kills",
    "acknowledged", "lost", "doubled", "reported", " seen in the controls"
  for (n = 1; n <= 18; n++) if (n in rows) line(n, n)
  line("all", "all")
  if (bars == "yes") {
    if (sum["all", "acknowledged"] < 100000)
      fail(sum["all", "acknowledged"] " acknowledged, 100,000 are due")
    if (sum["all", "kills"] < 2500)
      fail(sum["all", "kills"] " kills, 2,500 are due")
  }
  printf "faults: %d passed, %d failed, %d skipped\n", passed, failed, skipped
  exit failed > 0
}
