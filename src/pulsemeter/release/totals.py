"""Which told cells add up to which other: all to the whole panel, a table's to its attributes'."""

from pulsemeter.release.plan import ALL, Partition, PlannedCell


def sums_of(partition: Partition) -> list[tuple[str, list[PlannedCell]]]:
    """Cells that add up to another told cell: all to the whole, rows and columns to theirs."""
    sums = [(ALL, list(partition.cells))]
    if "×" in partition.attribute:
        sums.extend(
            (parent, [cell for cell in partition.cells if cell.parts[side] == parent])
            for side in (0, 1)
            for parent in dict.fromkeys(cell.parts[side] for cell in partition.cells)
        )
    return sums
