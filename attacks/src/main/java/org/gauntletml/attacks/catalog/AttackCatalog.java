package org.gauntletml.attacks.catalog;

import static org.gauntletml.attacks.Norm.L1;
import static org.gauntletml.attacks.Norm.L2;
import static org.gauntletml.attacks.Norm.LINF;

import java.util.List;
import java.util.Set;
import org.gauntletml.attacks.whitebox.Fgsm;
import org.gauntletml.attacks.whitebox.Pgd;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NearestName;

/** Every attack Gauntlet ships, one line each. */
public final class AttackCatalog {
  private static final List<AttackEntry> BUILT_IN =
      List.of(
          new AttackEntry(
              "fgsm", Set.of(LINF, L2, L1), "Goodfellow et al. 2015, arXiv 1412.6572", Fgsm::new),
          new AttackEntry(
              "bim",
              Set.of(LINF, L2, L1),
              "Kurakin et al. 2017, arXiv 1607.02533",
              Pgd::basicIterative),
          new AttackEntry(
              "pgd", Set.of(LINF, L2, L1), "Madry et al. 2018, arXiv 1706.06083", Pgd::of));

  private AttackCatalog() {}

  /** All attacks, in the order they are listed to people. */
  public static List<AttackEntry> all() {
    return BUILT_IN;
  }

  /**
   * The attack of this name.
   *
   * @param who is named if there is none, e.g. {@code --attacks}
   * @throws BadInput if there is none, with the nearest name
   */
  public static AttackEntry named(String who, String name) {
    return BUILT_IN.stream()
        .filter(entry -> entry.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                NearestName.unknown(
                    who,
                    "the name of an attack",
                    name,
                    BUILT_IN.stream().map(AttackEntry::name).toList()));
  }
}
