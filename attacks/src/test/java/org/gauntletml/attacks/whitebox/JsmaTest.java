package org.gauntletml.attacks.whitebox;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;

class JsmaTest extends AttackContract {
  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(Jsma.raising(), new Jsma(-0.5, 0.5, 2));
  }

  /** It moves features in pairs: two where one would do. */
  @Override
  protected double linearTolerance() {
    return 1;
  }
}
