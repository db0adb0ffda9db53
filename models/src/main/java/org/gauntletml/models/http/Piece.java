package org.gauntletml.models.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The inputs of a question that go into one request.
 *
 * @param places of the inputs in the question
 * @param sent how many inputs the request has; more than asked for where a model takes a fixed
 *     batch
 */
record Piece(int[] places, int sent) {

  /**
   * Cuts a question.
   *
   * @param batch the most inputs of one request where the model leaves that open
   * @param fixedBatch the only number of inputs that the model takes; 0 where it leaves that open
   */
  static List<Piece> cut(List<Integer> missing, int batch, int fixedBatch) {
    int most = fixedBatch > 0 ? fixedBatch : batch;
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < missing.size(); from += most) {
      int[] places =
          missing.subList(from, Math.min(missing.size(), from + most)).stream()
              .mapToInt(Integer::intValue)
              .toArray();
      pieces.add(new Piece(places, fixedBatch > 0 ? fixedBatch : places.length));
    }
    return pieces;
  }
}
