# Compute the headline numbers of this package anew from its reactions and its presence.
#
#     Rscript recompute.R [FOLDER]
#
# Needs base R, nothing else. Comes to net approval of the session and of each statement per segment:
# (persons with more likes than dislikes - persons with more dislikes than likes) / persons present.
# Ends with an error where that is not what headlines.csv says.
#
# Released figures were made of rounded counts, so they lie near these numbers, not on them.
#
# The rules: in one interval the last reaction of a person and target stands; an undo takes it back.
# A statement's time is shifted by the lag. Who was there in less than half of the intervals that it
# overlaps is absent. With free pressing every press counts that wasn't taken back. A slider keeps
# its value; persons are classed by their mean over the intervals whose middle lies in the time.

close_to <- 1e-9

arguments <- commandArgs(trailingOnly = TRUE)
folder <- if (length(arguments)) arguments[[1]] else "."

read <- function(name) {
  utils::read.csv(file.path(folder, paste0(name, ".csv")),
    fileEncoding = "UTF-8-BOM", encoding = "UTF-8", stringsAsFactors = FALSE,
    check.names = FALSE, na.strings = "",
    colClasses = c(statement = "character", segment = "character", category = "character",
      stimulus = "character", target = "character")[
      intersect(c("statement", "segment", "category", "stimulus", "target"), heading(name))])
}

heading <- function(name) {
  connection <- file(file.path(folder, paste0(name, ".csv")), encoding = "UTF-8-BOM")
  on.exit(close(connection))
  scan(connection, what = "", sep = ",", nlines = 1, quiet = TRUE)
}

stimuli <- read("stimuli")
statements <- read("statements")
segments <- read("segments")
persons <- read("persons")
reactions <- read("reactions")
presence <- read("presence")
headlines <- read("headlines")

there_in <- function(states) states %in% c("pressed", "skipped")

# The sign of each person present: a vector named by persons.
signs <- function(total, there) {
  held <- total[there]
  held[is.na(held)] <- 0
  stats::setNames(sign(held), there)
}

# Persons who were there in at least half of the intervals [first, last).
present_in <- function(own, first, last) {
  inside <- own[own$interval >= first & own$interval < last, ]
  seen <- tapply(there_in(inside$state), inside$person, sum)
  names(seen)[seen > 0 & 2 * seen >= last - first]
}

pressed_signs <- function(standing, own, at, start_ms, end_ms) {
  intervals <- ceiling(at$duration_ms / at$interval_ms)
  first <- start_ms %/% at$interval_ms
  last <- min(ceiling(end_ms / at$interval_ms), intervals)
  if (first >= last) return(numeric(0))
  inside <- standing[standing$stimulus_ms >= start_ms & standing$stimulus_ms < end_ms, ]
  balance <- tapply(sign(inside$choice), inside$person, sum)
  signs(balance, present_in(own, first, last))
}

# A slider's value in each interval: kept until it is moved, from its start value on.
carried <- function(standing, own, start) {
  own <- own[order(own$person, own$interval), ]
  place <- match(paste(own$person, own$interval), paste(standing$person, standing$interval))
  value <- standing$choice[place]
  kept <- stats::ave(value, own$person, FUN = function(held) {
    known <- cumsum(!is.na(held))
    c(start, held[!is.na(held)])[known + 1]
  })
  own$value <- ifelse(there_in(own$state), kept, NA)
  own
}

slider_signs <- function(values, at, start_ms, end_ms) {
  begin <- values$interval * at$interval_ms
  middle <- begin + at$interval_ms / 2
  inside <- middle >= start_ms & middle < end_ms
  if (!any(inside)) inside <- begin < end_ms & begin + at$interval_ms > start_ms
  if (!any(inside)) return(numeric(0))
  held <- values[inside, ]
  seen <- tapply(!is.na(held$value), held$person, sum)
  total <- tapply(held$value, held$person, sum, na.rm = TRUE)
  count <- length(unique(held$interval))
  signs(total, names(seen)[seen > 0 & 2 * seen >= count])
}

standing_of <- function(own, at) {
  own <- own[order(own$person, own$number), ]
  if (at$instrument == "two_buttons_free") {
    following <- c(own$kind[-1], "")
    same <- c(own$person[-1] == own$person[-nrow(own)], FALSE)
    return(own[own$kind == "press" & !(same & following == "undo"), ])
  }
  own$interval <- own$stimulus_ms %/% at$interval_ms
  last <- !duplicated(own[c("person", "interval")], fromLast = TRUE)
  own[last & own$kind == "press", ]
}

members <- function(segment) {
  if (is.na(segment$column)) return(as.character(persons$person))
  as.character(persons$person[which(persons[[segment$column]] == segment$category)])
}
inside <- lapply(seq_len(nrow(segments)), function(row) members(segments[row, ]))

anew <- list()
for (row in seq_len(nrow(stimuli))) {
  at <- stimuli[row, ]
  own <- presence[presence$stimulus == at$stimulus, ]
  said <- statements[statements$stimulus == at$stimulus, ]
  whole_ms <- at$interval_ms * ceiling(at$duration_ms / at$interval_ms)
  windows <- data.frame(
    statement = c("*", said$statement),
    start_ms = c(0, said$start_ms + at$lag_ms),
    end_ms = c(whole_ms, said$end_ms + at$lag_ms))
  for (target in unique(headlines$target)) {
    mine <- reactions[reactions$stimulus == at$stimulus & reactions$target == target, ]
    standing <- standing_of(mine, at)
    is_slider <- at$instrument == "slider"
    values <- if (is_slider) carried(standing, own, at$start)
    for (place in seq_len(nrow(windows))) {
      window <- windows[place, ]
      told <- if (is_slider) slider_signs(values, at, window$start_ms, window$end_ms) else
        pressed_signs(standing, own, at, window$start_ms, window$end_ms)
      for (number in seq_len(nrow(segments))) {
        held <- told[names(told) %in% inside[[number]]]
        anew[[length(anew) + 1]] <- data.frame(
          stimulus = at$stimulus, target = target, statement = window$statement,
          segment = segments$segment[number],
          anew = if (length(held)) sum(held) / length(held) else NA_real_)
      }
    }
  }
}
anew <- do.call(rbind, anew)
key <- c("stimulus", "target", "statement", "segment")
told <- merge(headlines, anew, by = key, all.x = TRUE, sort = FALSE)
wrong <- is.na(told$net) != is.na(told$anew) |
  (!is.na(told$net) & !is.na(told$anew) & abs(told$net - told$anew) > close_to)
print(told[c(key, "present", "net", "anew", "released_net")], row.names = FALSE)
cat("net: as the package says; anew: computed here; released_net: of rounded counts.\n")
cat(nrow(told), "numbers,", sum(wrong), "of them not as the package says.\n")
quit(status = if (any(wrong)) 1 else 0)
