package org.gauntletml.attacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TradeOffTest {
  private static final int[] ROWS = {1, 3};

  @Test
  void growsTenfoldUntilTheFirstSuccessThenHalves() {
    TradeOff tradeOff = new TradeOff(ROWS, 0.5);
    assertThat(tradeOff.of(ROWS)).containsExactly(0.5, 0.5);
    tradeOff.advance();
    assertThat(tradeOff.of(ROWS)).containsExactly(5, 5);
    tradeOff.tell(ROWS, new boolean[] {true, false});
    tradeOff.tell(ROWS, new boolean[] {false, false});
    tradeOff.advance();
    assertThat(tradeOff.of(ROWS)).containsExactly((0.5 + 5) / 2, 50);
    tradeOff.tell(new int[] {3}, new boolean[] {true});
    tradeOff.advance();
    assertThat(tradeOff.of(ROWS)).containsExactly((2.75 + 5) / 2, (5 + 50) / 2.0);
  }

  /** The smallest constant that works is bracketed ever closer. */
  @Test
  void findsTheSmallestConstantThatWorks() {
    TradeOff tradeOff = new TradeOff(new int[] {0}, 1e-3);
    for (int i = 0; i < 30; i++) {
      tradeOff.tell(new int[] {0}, new boolean[] {tradeOff.of(new int[] {0})[0] >= 7.25});
      tradeOff.advance();
    }
    assertThat(tradeOff.of(new int[] {0})[0]).isCloseTo(7.25, within(1e-6));
  }

  @Test
  void successAtOnceHalvesTowardZero() {
    TradeOff tradeOff = new TradeOff(new int[] {0}, 1);
    for (int i = 0; i < 3; i++) {
      tradeOff.tell(new int[] {0}, new boolean[] {true});
      tradeOff.advance();
    }
    assertThat(tradeOff.of(new int[] {0})).containsExactly(0.125);
  }
}
