/** What to write instead of a volume that loses its data, by its source: the words are the same for every disk. */
export const persistentAlternative: readonly (readonly [source: string, fix: string])[] = [
  ["ephemeral", "write its persistentVolumeClaim straight under the volume"],
  ["emptyDisk", "use a dataVolumeTemplate: source: {blank: {}}"],
  ["hostDisk", "copy the file into a claim with virtctl image-upload"],
];
