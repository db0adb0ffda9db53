package org.gauntletml.attacks.universal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.gauntletml.attacks.Attack;
import org.gauntletml.attacks.kit.AttackContract;
import org.gauntletml.attacks.kit.Fixture;
import org.gauntletml.attacks.kit.Trial;
import org.gauntletml.models.BadInput;
import org.junit.jupiter.api.Test;

class PlacedPatchTest extends AttackContract {
  private static PlacedPatch striped(int channels) {
    double[] pixels = new double[9 * channels];
    for (int i = 0; i < pixels.length; i += 2) {
      pixels[i] = 1;
    }
    return new PlacedPatch(3, pixels, new Placement(0.5, 1, 45));
  }

  @Override
  protected Stream<Attack<?>> attacks() {
    return Stream.of(striped(1));
  }

  @Override
  protected Attack<?> madeFor(Fixture fixture, Attack<?> attack) {
    return striped(fixture.model().input().shape().get(0).intValue());
  }

  @Override
  protected boolean optimalOnLinearModels() {
    return false;
  }

  @Test
  void refusesImagesOfOtherChannels() {
    Fixture image = Fixture.all().get(0);
    assertThatThrownBy(() -> Trial.of(striped(2), image).run(striped(2), 1))
        .isInstanceOf(BadInput.class)
        .hasMessage("patch: expected as many channels as [N,1,4,4] has, got 2.");
  }
}
