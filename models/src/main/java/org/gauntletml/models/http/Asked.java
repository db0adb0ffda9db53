package org.gauntletml.models.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one question, and their answers as far as they are known. Inputs are told apart by
 * their places; different places may be answered by different threads.
 */
final class Asked {
  private final @Nullable AnswerCache cache;
  private final float[][] rows;
  private final double[][] answers;
  private final Fingerprint[] keys;
  private final Map<Fingerprint, Integer> first = new HashMap<>();
  private final List<Integer> missing = new ArrayList<>();

  private Asked(@Nullable AnswerCache cache, float[][] rows) {
    this.cache = cache;
    this.rows = rows;
    this.answers = new double[rows.length][];
    this.keys = new Fingerprint[rows.length];
  }

  /**
   * @param cache of answers to earlier questions, which new answers are added to; null keeps none
   * @param identity of the model and the kind of question, which answers belong to
   * @param anew whether earlier answers do not count
   */
  static Asked of(@Nullable AnswerCache cache, String identity, float[][] rows, boolean anew) {
    Asked asked = new Asked(cache, rows);
    for (int place = 0; place < rows.length; place++) {
      if (cache == null) {
        asked.missing.add(place);
      } else {
        asked.recall(cache, Fingerprint.of(identity, rows[place]), place, anew);
      }
    }
    return asked;
  }

  private void recall(AnswerCache from, Fingerprint key, int place, boolean anew) {
    keys[place] = key;
    Optional<double[]> known = anew ? Optional.empty() : from.find(key);
    if (known.isPresent()) {
      answers[place] = known.get();
    } else if (first.putIfAbsent(key, place) == null) {
      missing.add(place);
    }
  }

  /** Places of the inputs that must be sent; with a cache, equal inputs are sent once. */
  List<Integer> missing() {
    return missing;
  }

  float[] row(int place) {
    return rows[place];
  }

  /** Takes the answer to one of the missing inputs. */
  void answer(int place, double[] answer) {
    answers[place] = answer;
    if (cache != null) {
      cache.keep(keys[place], answer);
    }
  }

  /** One row per input, once all that were missing are answered. */
  double[][] answers() {
    for (int place = 0; place < rows.length; place++) {
      if (answers[place] == null) { // the same input twice in one question
        answers[place] = answers[first.getOrDefault(keys[place], place)];
      }
    }
    return answers;
  }
}
