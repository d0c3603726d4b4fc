package dev.azimuth.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Opens all parts of a GGUF model, of which any is given. Parts lie in one folder and are named
 * {@code NAME-00001-of-00003.gguf}.
 */
final class GgufParts {
    private static final Pattern NAME = Pattern.compile("(.+)-([0-9]{5})-of-([0-9]{5})\\.gguf");
    private static final int SHOWN = 3;

    private GgufParts() {}

    /**
     * The parts in their order; one where the model is not split.
     *
     * @throws CheckpointException when a part is missing or damaged or does not fit the others; nothing stays open then
     */
    static List<GgufPart> open(Path path) {
        var opened = new ArrayList<GgufPart>();
        try {
            GgufPart given = GgufPart.open(path);
            opened.add(given);
            Optional<GgufSplit> split = GgufSplit.of(given);
            return split.isEmpty() ? List.of(given) : all(given, split.get(), opened);
        } catch (RuntimeException | Error e) {
            opened.forEach(GgufPart::close);
            throw e;
        }
    }

    private static List<GgufPart> all(GgufPart given, GgufSplit split, List<GgufPart> opened) {
        var parts = new ArrayList<GgufPart>();
        for (Path file : files(given, split)) {
            GgufPart part = given;
            if (parts.size() != split.number()) {
                part = GgufPart.open(file);
                opened.add(part);
            }
            requireLike(split, given, part, parts.size());
            parts.add(part);
        }
        requireAll(split, parts);
        return List.copyOf(parts);
    }

    /** The files of all parts, each of which is there. */
    private static List<Path> files(GgufPart given, GgufSplit split) {
        if (split.count() == 1) {
            return List.of(given.file().path()); // has no need of a special name
        }
        Matcher name = NAME.matcher(given.name());
        if (!name.matches()
                || Long.parseLong(name.group(2)) != split.number() + 1
                || Long.parseLong(name.group(3)) != split.count()) {
            throw new CheckpointException(String.format(
                    "%s is part %d of %d by its metadata split.no and split.count, but not by its name, so the other"
                            + " parts cannot be found. Name all parts as they were made, this one"
                            + " NAME-%05d-of-%05d.gguf.",
                    given.name(), split.number() + 1, split.count(), split.number() + 1, split.count()));
        }
        List<Path> files = LongStream.rangeClosed(1, split.count())
                .mapToObj(number -> given.file()
                        .path()
                        .resolveSibling(String.format("%s-%05d-of-%05d.gguf", name.group(1), number, split.count())))
                .toList();
        List<Path> missing = files.stream().filter(file -> !Files.exists(file)).toList();
        if (!missing.isEmpty()) {
            throw new CheckpointException(given.name() + " is part " + (split.number() + 1) + " of " + split.count()
                    + ", but these parts are missing: "
                    + missing.stream().limit(SHOWN).map(Path::getFileName).toList()
                    + (missing.size() > SHOWN ? " and " + (missing.size() - SHOWN) + " more" : "")
                    + ". Download them into the same folder.");
        }
        return files;
    }

    private static void requireLike(GgufSplit split, GgufPart given, GgufPart part, int number) {
        GgufSplit expected = new GgufSplit(number, split.count(), split.tensors());
        GgufSplit found = GgufSplit.read(part);
        if (!found.equals(expected)) {
            throw new CheckpointException(
                    part.name() + ": its metadata split.no, split.count and split.tensors.count are "
                            + numbers(found) + ", but beside " + given.name() + " they should be " + numbers(expected)
                            + ". The parts are not of one model; download them again.");
        }
    }

    private static String numbers(GgufSplit split) {
        return split.number() + ", " + split.count() + " and " + split.tensors();
    }

    private static void requireAll(GgufSplit split, List<GgufPart> parts) {
        long tensors =
                parts.stream().mapToLong(part -> part.header().tensors().size()).sum();
        if (tensors != split.tensors()) {
            throw new CheckpointException(parts.get(0).name() + ": metadata split.tensors.count is " + split.tensors()
                    + ", but the " + parts.size() + " parts hold " + tensors + " tensors. Download the parts again.");
        }
    }
}
